using static TorchSharp.torch;

namespace CovidGrpc.Vision.Checkpoints;

/// <summary>An element type of a storage.</summary>
/// <param name="Name">As PyTorch writes it: <c>float32</c>.</param>
/// <param name="Type">The same in libtorch.</param>
/// <param name="Size">Bytes of an element.</param>
/// <param name="WordSize">Bytes of the numbers that an element consists of, which have a byte order.</param>
internal sealed record ElementType(string Name, ScalarType Type, int Size, int WordSize)
{
    private static readonly ElementType Bytes = new("uint8", ScalarType.Byte, 1, 1);

    private static readonly Dictionary<string, ElementType> ByStorageClass = new()
    {
        ["FloatStorage"] = new("float32", ScalarType.Float32, 4, 4),
        ["DoubleStorage"] = new("float64", ScalarType.Float64, 8, 8),
        ["HalfStorage"] = new("float16", ScalarType.Float16, 2, 2),
        ["BFloat16Storage"] = new("bfloat16", ScalarType.BFloat16, 2, 2),
        ["LongStorage"] = new("int64", ScalarType.Int64, 8, 8),
        ["IntStorage"] = new("int32", ScalarType.Int32, 4, 4),
        ["ShortStorage"] = new("int16", ScalarType.Int16, 2, 2),
        ["CharStorage"] = new("int8", ScalarType.Int8, 1, 1),
        ["ByteStorage"] = Bytes,
        ["BoolStorage"] = new("bool", ScalarType.Bool, 1, 1),
        ["ComplexFloatStorage"] = new("complex64", ScalarType.ComplexFloat32, 8, 4),
        ["ComplexDoubleStorage"] = new("complex128", ScalarType.ComplexFloat64, 16, 8),
        ["UntypedStorage"] = Bytes,
        ["_UntypedStorage"] = Bytes,
    };

    private static readonly Dictionary<string, ElementType> ByName =
        ByStorageClass.Values.Distinct().ToDictionary(type => type.Name);

    /// <summary>The element type of a storage class, or null: <c>torch.FloatStorage</c>.</summary>
    internal static ElementType? OfStorageClass(PickleGlobal storageClass)
    {
        return storageClass.Module is "torch" or "torch.cuda" or "torch.storage" ? ByStorageClass.GetValueOrDefault(storageClass.Name) : null;
    }

    /// <summary>The element type of that name, or null: <c>torch.float32</c>.</summary>
    internal static ElementType? Named(PickleGlobal dtype)
    {
        return dtype.Module == "torch" ? ByName.GetValueOrDefault(dtype.Name) : null;
    }
}
