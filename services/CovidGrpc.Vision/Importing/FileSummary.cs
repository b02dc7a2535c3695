using System.Globalization;
using System.Numerics;
using CovidGrpc.Vision.Checkpoints;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Weights;

namespace CovidGrpc.Vision.Importing;

/// <summary>What is in a file with weights, or in a model folder. Texts are the file's and may hold any character.</summary>
/// <param name="Format">How it is written.</param>
/// <param name="Bytes">Size of the file; 0 without one.</param>
/// <param name="Root">What stands in a checkpoint's root, in its order; empty for other formats, and for a checkpoint that is nothing but weights.</param>
/// <param name="Classes">Names of the classes of objects that are in it and were not made.</param>
/// <param name="Tensors">The weights, in the file's order.</param>
/// <param name="WhyNoTensors">Why there are none; null when there are.</param>
/// <param name="Network">Which network they belong to.</param>
public sealed record FileSummary(
    WeightFileFormat Format,
    long Bytes,
    IReadOnlyList<RootEntry> Root,
    IReadOnlyList<string> Classes,
    IReadOnlyList<FileTensor> Tensors,
    string? WhyNoTensors,
    NetworkGuess Network)
{
    private const int LongestText = 80;

    /// <summary>Elements of all tensors that are parameters.</summary>
    public long ParameterCount => Tensors.Where(tensor => tensor.IsParameter).Sum(tensor => tensor.ElementCount);

    /// <summary>How many tensors there are of each element type.</summary>
    public IReadOnlyDictionary<string, int> Dtypes => Tensors.CountBy(tensor => tensor.Dtype).ToDictionary();

    /// <summary>Looks into a file or a model folder. Nothing of it is run, and no tensor is read.</summary>
    /// <param name="path">A checkpoint, a safetensors file, or a model folder.</param>
    /// <exception cref="CheckpointException">The checkpoint cannot be read.</exception>
    /// <exception cref="ModelFolderException">The safetensors file or the folder cannot be read.</exception>
    public static FileSummary Of(string path)
    {
        if (!Directory.Exists(path))
            return OfFile(path);
        var model = ModelFolder.Open(path);
        return model.WeightsPath is { } file ? OfFile(file) : OfRule(model.Manifest);
    }

    private static FileSummary OfRule(ModelManifest manifest)
    {
        var tensors = NetworkPart.Of(manifest).SelectMany(part => part.Tensors())
            .Select(entry => new FileTensor(entry.Key, entry.Value.IsCounter ? "int64" : "float32", entry.Value.Shape)).ToArray();
        return new(WeightFileFormat.Generated, 0, [], [], tensors, null, new(manifest.Architecture, manifest.Backbone));
    }

    private static FileSummary OfFile(string path)
    {
        using var file = WeightFile.Open(path);
        var bytes = new FileInfo(path).Length;
        var root = RootOf(file.Checkpoint?.Root);
        var classes = ClassesOf(file.Checkpoint?.Root);
        try
        {
            return new(file.Format, bytes, root, classes, [.. file.Tensors.Values], null, NetworkGuess.Of(file.Tensors));
        }
        catch (CheckpointException e)
        {
            return new(file.Format, bytes, root, classes, [], e.Message, new(null, null));
        }
    }

    private static IReadOnlyList<RootEntry> RootOf(object? root)
    {
        return root switch
        {
            null => [],
            PickleDict dictionary when dictionary.Entries.All(entry => entry.Value is TensorReference) => [],
            PickleDict dictionary => [.. dictionary.Entries.Select(entry => new RootEntry(Describe(entry.Key), Describe(entry.Value)))],
            _ => [new("", Describe(root))],
        };
    }

    private static string Describe(object? value)
    {
        return value switch
        {
            null => "None",
            string text => text.Length > LongestText ? $"{text.AsSpan(0, LongestText)}…" : text,
            PickleDict dictionary => $"dictionary of {dictionary.Entries.Count} entries",
            PickleList list => $"{list.Kind.ToString().ToLowerInvariant()} of {list.Items.Count} values",
            TensorReference tensor => $"{tensor.Dtype} tensor [{string.Join(", ", tensor.Shape)}]",
            OpaqueObject opaque => $"object of {opaque.ClassName}",
            PickleGlobal global => $"name {global}",
            StorageReference storage => $"storage of {storage.ElementCount} {storage.Dtype}",
            byte[] bytes => $"{bytes.Length} bytes",
            BigInteger => "a number beyond 64 bits",
            IFormattable plain => plain.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
    }

    // A shared value is looked at once.
    private static List<string> ClassesOf(object? root)
    {
        var classes = new SortedSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object?>([root]);
        while (open.TryPop(out var value))
        {
            if (value is not (PickleList or PickleDict or OpaqueObject) || !seen.Add(value))
                continue;
            if (value is OpaqueObject opaque)
                classes.Add(opaque.ClassName);
            foreach (var child in ChildrenOf(value))
                open.Push(child);
        }

        return [.. classes];
    }

    private static IEnumerable<object?> ChildrenOf(object container)
    {
        return container switch
        {
            PickleList list => list.Items,
            PickleDict dictionary => dictionary.Entries.SelectMany(entry => new[] { entry.Key, entry.Value }).Append(dictionary.State),
            OpaqueObject opaque => opaque.Arguments.Append(opaque.State).Append(opaque.Items).Append(opaque.Entries),
            _ => [],
        };
    }
}
