using System.Globalization;
using System.Text.Json;
using CovidGrpc.Dicom;

namespace CovidGrpc.Pacs.DicomWeb;

/// <summary>One data set of the DICOM JSON model (PS3.18, annex F). Getters answer null for what is absent, empty or of another kind.</summary>
internal readonly struct DicomJson(JsonElement dataset)
{
    /// <summary>The data sets of an answer: an array of them, or one alone.</summary>
    /// <exception cref="DicomWebException">The text is no DICOM JSON.</exception>
    public static IReadOnlyList<DicomJson> Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement.Clone();
            JsonElement[] datasets = root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : [root];
            return datasets.All(dataset => dataset.ValueKind == JsonValueKind.Object) ? [.. datasets.Select(dataset => new DicomJson(dataset))] : throw Malformed();
        }
        catch (JsonException e)
        {
            throw Malformed(e);
        }
    }

    /// <summary>First value as text.</summary>
    public string? GetString(DicomTag tag) => First(tag) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    /// <summary>First value as an integer; some servers write numbers as text.</summary>
    public int? GetInteger(DicomTag tag) =>
        int.TryParse(GetString(tag), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>Items of a sequence.</summary>
    public IEnumerable<DicomJson> GetItems(DicomTag tag) => Values(tag).Where(item => item.ValueKind == JsonValueKind.Object).Select(item => new DicomJson(item));

    private JsonElement? First(DicomTag tag) => Values(tag).Cast<JsonElement?>().FirstOrDefault();

    private JsonElement.ArrayEnumerator Values(DicomTag tag) =>
        dataset.TryGetProperty($"{tag.Group:X4}{tag.Element:X4}", out var attribute) && attribute.ValueKind == JsonValueKind.Object
        && attribute.TryGetProperty("Value", out var values) && values.ValueKind == JsonValueKind.Array ? values.EnumerateArray() : default;

    private static DicomWebException Malformed(JsonException? cause = null) =>
        new(DicomWebProblem.Malformed, "The PACS answered a search with something that is no DICOM JSON.", cause);
}
