using System.Numerics;
using CovidGrpc.Vision.Weights;

namespace CovidGrpc.Vision.Checkpoints;

/// <summary>Finds the network's weights in a checkpoint, and what is noted beside them.</summary>
internal static class StateDict
{
    private const string DataParallelPrefix = "module.";
    private const string ExtraStateSuffix = "_extra_state";

    // The one-shot authors' name first, then those of the usual training scripts.
    private static readonly string[] Names = ["model_weights", "state_dict", "model_state_dict", "model"];

    /// <summary>
    /// The weights: a dictionary by one of the usual names in the root, or the root itself. The prefix that DataParallel puts before every name
    /// is taken off; names become torchvision 0.14's.
    /// </summary>
    /// <exception cref="InvalidDataException">There are none, or they are not what a state dict has.</exception>
    internal static IReadOnlyDictionary<string, TensorReference> Find(object? root)
    {
        if (root is PickleDict dictionary)
        {
            foreach (var name in Names)
            {
                if (dictionary.TryGetValue(name, out var value) && value is PickleDict weights)
                    return Read(weights, $"its {name}");
            }

            if (dictionary.Entries.Any(entry => entry.Value is TensorReference))
                return Read(dictionary, "its root");
        }

        throw new InvalidDataException($"it has no weights: its root is no state dict and has none by the name of {string.Join(", ", Names)}");
    }

    /// <summary>Texts, numbers and truth values beside the weights, such as <c>epoch</c>.</summary>
    internal static IReadOnlyDictionary<string, object?> FindScalars(object? root)
    {
        var scalars = new Dictionary<string, object?>();
        foreach (var (key, value) in (root as PickleDict)?.Entries ?? [])
        {
            if (key is string name && value is (null or string or long or double or bool or BigInteger))
                scalars.Add(name, value);
        }

        return scalars;
    }

    private static Dictionary<string, TensorReference> Read(PickleDict dictionary, string where)
    {
        var tensors = new List<(string Name, TensorReference Tensor)>();
        foreach (var (key, value) in dictionary.Entries)
        {
            if (key is string name && value is TensorReference tensor)
                tensors.Add((name, tensor));
            else if (key is not string text || !text.EndsWith(ExtraStateSuffix, StringComparison.Ordinal))
                throw new InvalidDataException($"{where} is no state dict: {key as string ?? "a key"} is no tensor");
        }

        if (tensors.Count == 0)
            throw new InvalidDataException($"{where} has no tensors");
        var prefix = tensors.All(tensor => tensor.Name.StartsWith(DataParallelPrefix, StringComparison.Ordinal)) ? DataParallelPrefix : "";
        var weights = new Dictionary<string, TensorReference>();
        foreach (var (name, tensor) in tensors)
        {
            if (!weights.TryAdd(TensorNames.Canonical(name[prefix.Length..]), tensor))
                throw new InvalidDataException($"tensor {name} is there twice, by two spellings");
        }

        return weights;
    }
}
