using System.Runtime.InteropServices;
using System.Text.Json;

namespace CovidGrpc.Vision.Tests.Golden;

/// <summary>Reading of golden files: numbers, arrays in base64, and summaries.</summary>
internal static class GoldenJson
{
    public static JsonElement Read(string folder, string file)
    {
        using var stream = File.OpenRead(Path.Combine(folder, file));
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }

    /// <summary>An array as base64 or as nested lists, flattened.</summary>
    public static float[] Floats(this JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
            return MemoryMarshal.Cast<byte, float>(element.GetProperty("b64").GetBytesFromBase64()).ToArray();
        return element.ValueKind == JsonValueKind.Array
            ? [.. element.EnumerateArray().SelectMany(Floats)]
            : [element.GetSingle()];
    }

    public static int[] Integers(this JsonElement element)
    {
        return [.. element.EnumerateArray().Select(item => item.GetInt32())];
    }

    public static string Text(this JsonElement element, string name)
    {
        return element.GetProperty(name).GetString()!;
    }
}
