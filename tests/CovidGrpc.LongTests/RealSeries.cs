using System.Globalization;
using System.Text;
using CovidGrpc.Client;
using CovidGrpc.Dicom;
using CovidGrpc.Testing;

namespace CovidGrpc.LongTests;

/// <summary>
/// One long series out of the real ones of the research data: their pixels as they are stored, JPEG Lossless, under identifiers of one
/// series and positions 1 mm apart. They are repeated where there are fewer than are asked for.
/// </summary>
internal sealed class RealSeries
{
    private readonly string[] _files;

    private RealSeries(string[] files) => _files = files;

    /// <summary>The series; skips the test where the data is absent.</summary>
    public static RealSeries Require()
    {
        var folder = SharedFolder.Require(Path.Combine("data", "series"));
        var files = Directory.GetFiles(folder, "*.dcm", SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        return new RealSeries(files);
    }

    /// <summary>Its files; each is made when it is read, so that none is kept.</summary>
    public IReadOnlyList<ScanFile> Files(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new ScanFile(async cancellation => File(await System.IO.File.ReadAllBytesAsync(_files[i % _files.Length], cancellation), i)))];

    /// <summary>One of its files.</summary>
    public byte[] File(int index) => File(System.IO.File.ReadAllBytes(_files[index % _files.Length]), index);

    private static byte[] File(byte[] source, int index)
    {
        var file = DicomFile.Read(source);
        Assert.Equal("1.2.840.10008.1.2.4.70", file.TransferSyntax.Uid);
        file.Dataset
            .SetString(DicomTag.SeriesInstanceUid, DicomUids.Derive("long series"u8))
            .SetString(DicomTag.SopInstanceUid, DicomUids.Derive(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"long series {index}"))))
            .SetNumber(DicomTag.InstanceNumber, index + 1)
            .SetNumber(DicomTag.PixelSpacing, 0.7, 0.7)
            .SetNumber(DicomTag.ImagePositionPatient, -179, -179, index);
        return file.ToArray();
    }
}
