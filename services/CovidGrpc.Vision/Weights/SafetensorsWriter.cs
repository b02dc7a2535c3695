using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Weights;

/// <summary>Writes a safetensors file.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes tensors, in the order given, from any device.</summary>
    /// <param name="destination">Takes the file.</param>
    /// <param name="tensors">Names and tensors of a type that <see cref="SafetensorsHeader.Types"/> has.</param>
    /// <exception cref="NotSupportedException">A tensor is of another type.</exception>
    internal static void Write(Stream destination, IReadOnlyList<KeyValuePair<string, Tensor>> tensors)
    {
        Write(destination, [.. tensors.Select(entry => new TensorToWrite(entry.Key, entry.Value.dtype, entry.Value.shape, () => entry.Value.alias()))]);
    }

    /// <summary>Writes tensors, in the order given, each made when its turn comes.</summary>
    /// <param name="destination">Takes the file.</param>
    /// <param name="tensors">Tensors of a type that <see cref="SafetensorsHeader.Types"/> has.</param>
    /// <param name="cancellation">Looked at before each tensor.</param>
    /// <exception cref="NotSupportedException">A tensor is of another type.</exception>
    internal static void Write(Stream destination, IReadOnlyList<TensorToWrite> tensors, CancellationToken cancellation = default)
    {
        WriteHeader(destination, tensors);
        foreach (var tensor in tensors)
        {
            cancellation.ThrowIfCancellationRequested();
            using var elements = tensor.Elements();
            destination.Write(elements.bytes);
        }
    }

    private static void WriteHeader(Stream destination, IReadOnlyList<TensorToWrite> tensors)
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            var offset = 0L;
            json.WriteStartObject();
            foreach (var tensor in tensors)
            {
                var (type, size) = TypeOf(tensor.Type);
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", type);
                WriteNumbers(json, "shape", tensor.Shape);
                WriteNumbers(json, "data_offsets", [offset, offset += checked(tensor.ElementCount * size)]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (header.Length % Alignment != 0)
            header.WriteByte((byte)' ');
        Span<byte> length = stackalloc byte[SafetensorsHeader.PrefixLength];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        destination.Write(length);
        header.WriteTo(destination);
    }

    private static (string Name, int Size) TypeOf(ScalarType type)
    {
        foreach (var (name, known) in SafetensorsHeader.Types)
        {
            if (known.Type == type)
                return (name, known.Size);
        }

        throw new NotSupportedException($"Tensors of type {type} cannot be written.");
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
