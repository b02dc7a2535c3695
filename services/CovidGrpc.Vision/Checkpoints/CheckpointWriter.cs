using System.Globalization;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Checkpoints;

/// <summary>
/// Writes a state dict as <c>torch.save</c> does: a ZIP archive with a pickle of protocol 2 and one entry for each tensor. torch 1.6 and later
/// read it, also with <c>weights_only</c>.
/// </summary>
internal static class CheckpointWriter
{
    private const string Root = "archive";
    private const int FormatVersion = 3;

    private static readonly Dictionary<ScalarType, string> StorageClasses = new()
    {
        [ScalarType.Float32] = "FloatStorage",
        [ScalarType.Float64] = "DoubleStorage",
        [ScalarType.Float16] = "HalfStorage",
        [ScalarType.BFloat16] = "BFloat16Storage",
        [ScalarType.Int64] = "LongStorage",
    };

    /// <summary>Writes tensors, in the order given, each made when its turn comes.</summary>
    /// <param name="destination">Takes the file.</param>
    /// <param name="tensors">Tensors of type float32, float64, float16, bfloat16 or int64.</param>
    /// <param name="cancellation">Looked at before each tensor.</param>
    /// <exception cref="NotSupportedException">A tensor is of another type, or the file would have 4 GiB or more.</exception>
    internal static void Write(Stream destination, IReadOnlyList<TensorToWrite> tensors, CancellationToken cancellation = default)
    {
        var archive = new StoredZip(destination);
        archive.Add($"{Root}/data.pkl", Pickle(tensors));
        archive.Add($"{Root}/byteorder", "little"u8);
        foreach (var (index, tensor) in tensors.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            using var elements = tensor.Elements();
            archive.Add($"{Root}/data/{Key(index)}", elements.bytes);
        }

        archive.Add($"{Root}/version", [(byte)('0' + FormatVersion), (byte)'\n']);
        archive.End();
    }

    private static string Key(int index)
    {
        return index.ToString(CultureInfo.InvariantCulture);
    }

    private static byte[] Pickle(IReadOnlyList<TensorToWrite> tensors)
    {
        var pickle = new PickleWriter();
        pickle.Global("collections", "OrderedDict").EmptyTuple().Call().Mark();
        foreach (var (index, tensor) in tensors.Index())
        {
            pickle.Text(tensor.Name);
            WriteTensor(pickle, tensor, Key(index));
        }

        return pickle.SetItems().Stop();
    }

    // _rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks)
    private static void WriteTensor(PickleWriter pickle, TensorToWrite tensor, string key)
    {
        if (!StorageClasses.TryGetValue(tensor.Type, out var storageClass))
            throw new NotSupportedException($"Tensors of type {tensor.Type} cannot be written.");
        pickle.Global("torch._utils", "_rebuild_tensor_v2").Mark();
        pickle.Mark().Text("storage").Global("torch", storageClass).Text(key).Text("cpu").Integer(tensor.ElementCount).Tuple().Persistent();
        pickle.Integer(0).Integers(tensor.Shape).Integers(Strides(tensor.Shape)).False();
        pickle.Global("collections", "OrderedDict").EmptyTuple().Call().Tuple().Call();
    }

    private static long[] Strides(long[] shape)
    {
        var strides = new long[shape.Length];
        for (var (axis, step) = (shape.Length - 1, 1L); axis >= 0; axis--)
        {
            strides[axis] = step;
            step = checked(step * Math.Max(1, shape[axis]));
        }

        return strides;
    }
}
