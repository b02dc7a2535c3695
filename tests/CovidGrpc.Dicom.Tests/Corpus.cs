using System.Text.Json;
using CovidGrpc.Dicom;
using CovidGrpc.Dicom.Codecs;
using CovidGrpc.Testing;

namespace CovidGrpc.Tests;

/// <summary>The files of ../shared/data/dicom with what expected.json says about each.</summary>
internal static class Corpus
{
    public static IEnumerable<CorpusEntry> Entries()
    {
        var folder = SharedFolder.Require("data/dicom");
        // One slope of the corpus is not a number, which JSON cannot say.
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")).Replace(": NaN", ": null", StringComparison.Ordinal));
        foreach (var file in json.RootElement.GetProperty("files").EnumerateArray())
            yield return new CorpusEntry(file.Clone(), File.ReadAllBytes(Path.Combine(folder, file.GetProperty("file").GetString()!)));
    }
}

/// <summary>One file, and its entry in expected.json.</summary>
internal sealed record CorpusEntry(JsonElement Json, byte[] Bytes)
{
    public string File => Text("file")!;

    public DicomTransferSyntax? Syntax => Text("transfer_syntax") is { } uid ? DicomTransferSyntax.Find(uid) : null;

    /// <summary>Codecs that run in the process itself, and pixels without compression.</summary>
    public bool IsManaged => Syntax?.Compression is null or PixelCompression.None or PixelCompression.Rle or PixelCompression.JpegLossless or PixelCompression.JpegLs;

    public string? Text(string name) => Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public double? Number(string name) => Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    public bool Flag(string name) => Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
