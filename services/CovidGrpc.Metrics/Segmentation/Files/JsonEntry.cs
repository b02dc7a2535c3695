using System.Text.Json;

namespace CovidGrpc.Metrics.Segmentation.Files;

/// <summary>One entry of a list; what is wrong with it is told with its place.</summary>
/// <param name="List">Name of the list, empty where the file is the list.</param>
/// <param name="Index">Its place in the list, from 1.</param>
/// <param name="Value">What it holds.</param>
internal sealed record JsonEntry(string List, long Index, JsonElement Value)
{
    internal MetricsFileException Wrong(string problem, Exception? cause = null) =>
        new(List == JsonLists.Root ? $"entry {Index}" : $"{List}, entry {Index}", problem, cause);

    internal bool Has(string name) => Find(name).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    internal long Integer(string name, long least, long most) =>
        Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : throw Wrong($"{name} must be a whole number, {least} to {most}");

    internal double Number(string name) => Number(Find(name)) ?? throw Wrong($"{name} must be a number");

    internal string Text(string name) =>
        Find(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: <= CocoFileLimits.NameLength } text
            ? text
            : throw Wrong($"{name} must be a text of at most {CocoFileLimits.NameLength} characters");

    /// <summary><c>bbox</c>: left, top, width, height; null where absent or empty.</summary>
    internal Box? Box()
    {
        var value = Find("bbox");
        if (!Has("bbox") || value is { ValueKind: JsonValueKind.Array } && value.GetArrayLength() == 0)
            return null;
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Select(Number).ToArray() is [{ } x, { } y, { } width, { } height]
            && new Box(x, y, width, height) is { IsValid: true } box)
        {
            return box;
        }

        throw Wrong("bbox must be four numbers, [left, top, width, height], width and height not negative");
    }

    /// <summary><c>segmentation</c> as run lengths, compressed or not; null where absent.</summary>
    internal RunLengthMask? Mask()
    {
        var value = Find("segmentation");
        if (!Has("segmentation"))
            return null;
        if (value.ValueKind == JsonValueKind.Array)
            throw Wrong("the segmentation is a polygon; only run lengths are read, convert it first");
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("size", out var size) || !value.TryGetProperty("counts", out var counts)
            || Integers(size) is not [var rows, var columns])
        {
            throw Wrong("the segmentation must hold size, [rows, columns], and counts");
        }

        try
        {
            return counts.ValueKind == JsonValueKind.String
                ? RunLengthMask.FromCompressed(counts.GetString()!, rows, columns)
                : RunLengthMask.FromRuns(Integers(counts) ?? throw Wrong("the counts must be a text or whole numbers"), rows, columns);
        }
        catch (ArgumentOutOfRangeException outside)
        {
            throw Wrong($"rows and columns must be 1 to {RunLengthMask.LargestSide}", outside);
        }
        catch (FormatException damage)
        {
            throw Wrong(damage.Message, damage);
        }
    }

    private static double? Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    private static int[]? Integers(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
            return null;
        var numbers = new int[list.GetArrayLength()];
        foreach (var (index, item) in list.EnumerateArray().Index())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out numbers[index]))
                return null;
        }

        return numbers;
    }

    private JsonElement Find(string name)
    {
        if (Value.ValueKind != JsonValueKind.Object)
            throw Wrong("must be a JSON object");
        return Value.TryGetProperty(name, out var value) ? value : default;
    }
}
