using CovidGrpc.Client;
using CovidGrpc.Dicom;

namespace CovidGrpc.Cli.Diagnosing.Scans;

/// <summary>A multi-frame DICOM file, which is a scan by itself.</summary>
internal sealed class MultiFrameFile(string path) : ScanEntries
{
    public override IReadOnlyList<string> Names { get; } = [Path.GetFileName(path)];

    public override IReadOnlyList<ScanFile> Files { get; } = [new ScanFile(async token => await ImageFile.ReadAsync(path, token))];

    /// <summary>Whether a file announces several frames; false for what cannot be read, which the reading of it will tell.</summary>
    public static bool IsOne(string path)
    {
        try
        {
            return LooksLikeDicom(path) && DicomFile.Read(File.ReadAllBytes(path)).Dataset.GetInteger(DicomTag.NumberOfFrames) > 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DicomException)
        {
            return false;
        }
    }

    private static bool LooksLikeDicom(string path)
    {
        using var file = File.OpenRead(path);
        var head = new byte[256];
        var length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return file.CanSeek && file.Length <= ImageFile.MostBytes && DicomFile.LooksLikeDicom(head.AsSpan(0, length));
    }
}
