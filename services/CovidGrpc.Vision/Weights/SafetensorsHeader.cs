using System.Buffers.Binary;
using System.Text.Json;
using CovidGrpc.Vision.Models;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Weights;

/// <summary>
/// The index at the start of a safetensors file: 8 bytes little-endian length, then JSON of that length with type, shape and
/// byte range of every tensor (the format's description in huggingface/safetensors).
/// </summary>
internal static class SafetensorsHeader
{
    /// <summary>Bytes in front of the JSON.</summary>
    internal const int PrefixLength = 8;

    private const int LargestHeader = 16 << 20;
    private const int MostTensors = 1 << 16;
    private const int MostDimensions = 8;
    private const string Metadata = "__metadata__";

    internal static readonly IReadOnlyDictionary<string, (ScalarType Type, int Size)> Types = new Dictionary<string, (ScalarType, int)>
    {
        ["F32"] = (ScalarType.Float32, 4),
        ["F64"] = (ScalarType.Float64, 8),
        ["F16"] = (ScalarType.Float16, 2),
        ["BF16"] = (ScalarType.BFloat16, 2),
        ["I64"] = (ScalarType.Int64, 8),
    };

    /// <summary>Length of the JSON, from the first bytes of the file.</summary>
    /// <exception cref="ModelFolderException">The file is too short for the header that it announces, or the header is beyond all measure.</exception>
    internal static int ReadLength(ReadOnlySpan<byte> prefix, long fileLength, string file)
    {
        var length = prefix.Length < PrefixLength ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length is < 2 or > LargestHeader || (long)length > fileLength - PrefixLength)
            throw new ModelFolderException(file, ["it is no safetensors file: the length of its header is wrong"]);
        return (int)length;
    }

    /// <summary>Reads the index. Names become those of torchvision 0.14.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="dataLength">Bytes that follow it: the tensors must cover them without gap or overlap.</param>
    /// <param name="file">Name for errors.</param>
    /// <exception cref="ModelFolderException">The index is malformed; everything that is wrong is listed.</exception>
    internal static IReadOnlyDictionary<string, TensorEntry> Parse(ReadOnlyMemory<byte> json, long dataLength, string file)
    {
        var errors = new List<string>();
        var entries = new Dictionary<string, TensorEntry>();
        using var document = ParseJson(json, file);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new ModelFolderException(file, ["its header is not a JSON object"]);
        foreach (var tensor in document.RootElement.EnumerateObject().Where(property => property.Name != Metadata).Take(MostTensors + 1))
        {
            if (!TryRead(tensor.Value, out var entry, out var error))
                errors.Add($"tensor {tensor.Name}: {error}");
            else if (!entries.TryAdd(TensorNames.Canonical(tensor.Name), entry))
                errors.Add($"tensor {tensor.Name} is there twice");
        }

        if (entries.Count > MostTensors)
            errors.Add($"it holds more than {MostTensors} tensors");
        if (errors.Count == 0 && !Covers(entries.Values, dataLength))
            errors.Add("its tensors do not cover the data without gap or overlap");
        return errors.Count == 0 ? entries : throw new ModelFolderException(file, errors);
    }

    private static JsonDocument ParseJson(ReadOnlyMemory<byte> json, string file)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4 });
        }
        catch (JsonException e)
        {
            throw new ModelFolderException(file, ["its header is not valid JSON"], e);
        }
    }

    private static bool TryRead(JsonElement tensor, out TensorEntry entry, out string error)
    {
        entry = default!;
        if (tensor.ValueKind != JsonValueKind.Object
            || !tensor.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !TryReadNumbers(tensor, "shape", MostDimensions, out var shape)
            || !TryReadNumbers(tensor, "data_offsets", 2, out var offsets) || offsets.Length != 2)
        {
            error = "dtype, shape or data_offsets is missing or malformed";
            return false;
        }

        if (!Types.TryGetValue(dtype.GetString()!, out var type))
        {
            error = $"its type is none of {string.Join(", ", Types.Keys)}";
            return false;
        }

        if (!TryCountBytes(shape, type.Size, out var length) || offsets[1] - offsets[0] != length)
        {
            error = "its byte range does not fit its shape";
            return false;
        }

        entry = new(type.Type, shape, offsets[0], length);
        error = "";
        return true;
    }

    private static bool TryReadNumbers(JsonElement tensor, string name, int most, out long[] numbers)
    {
        numbers = [];
        if (!tensor.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > most)
            return false;
        var read = new List<long>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out var number) || number < 0)
                return false;
            read.Add(number);
        }

        numbers = [.. read];
        return true;
    }

    private static bool TryCountBytes(long[] shape, int elementSize, out long bytes)
    {
        try
        {
            bytes = shape.Aggregate((long)elementSize, (product, dimension) => checked(product * dimension));
            return true;
        }
        catch (OverflowException)
        {
            bytes = 0;
            return false;
        }
    }

    private static bool Covers(IEnumerable<TensorEntry> entries, long dataLength)
    {
        var end = 0L;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.Length))
        {
            if (entry.Begin != end)
                return false;
            end += entry.Length;
        }

        return end == dataLength;
    }
}
