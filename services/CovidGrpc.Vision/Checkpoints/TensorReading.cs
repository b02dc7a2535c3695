using static TorchSharp.torch;

namespace CovidGrpc.Vision.Checkpoints;

/// <summary>Reads tensors from storages.</summary>
internal static class TensorReading
{
    /// <summary>Reads a tensor, in C order, on the CPU; the caller owns it.</summary>
    /// <exception cref="InvalidDataException">Its storage is damaged, or it is too large.</exception>
    internal static Tensor Read(IStorageArchive archive, TensorReference tensor)
    {
        var type = tensor.Type;
        if (Math.Max(tensor.Span, tensor.ElementCount) > Array.MaxLength / type.Size)
            throw new InvalidDataException("a tensor has 2 GiB or more");
        using var scope = NewDisposeScope();
        if (tensor.ElementCount == 0)
            return empty([.. tensor.Shape], type.Type, CPU).MoveToOuterDisposeScope();
        var elements = empty(tensor.Span, type.Type, CPU);
        var bytes = elements.bytes;
        archive.Read(tensor.Storage, tensor.Storage.ViewBegin * tensor.Storage.Type.Size + tensor.Offset * type.Size, bytes);
        if (archive.IsBigEndian)
            SwapWords(bytes, type.WordSize);
        if (type.Type == ScalarType.Bool)
            MakeTruthValues(bytes);
        return elements.as_strided([.. tensor.Shape], [.. tensor.Strides], 0).contiguous().MoveToOuterDisposeScope();
    }

    private static void SwapWords(Span<byte> bytes, int size)
    {
        for (; bytes.Length > 0; bytes = bytes[size..])
            bytes[..size].Reverse();
    }

    // A truth value other than 0 and 1 has no meaning to libtorch.
    private static void MakeTruthValues(Span<byte> bytes)
    {
        foreach (ref var b in bytes)
            b = (byte)(b == 0 ? 0 : 1);
    }
}
