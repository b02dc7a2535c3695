using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Importing;

/// <summary>What was found out about a model folder.</summary>
/// <param name="Identity">Which model it is; null when its manifest cannot be used.</param>
/// <param name="Problems">What is wrong, one sentence each; none when a room can serve it.</param>
public sealed record ModelVerification(ModelIdentity? Identity, IReadOnlyList<string> Problems)
{
    /// <summary>Reads everything of a model folder: the manifest, the digest of the weights, each room's tensors, each value.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellation">Looked at before each tensor.</param>
    public static ModelVerification Of(string folder, CancellationToken cancellation = default)
    {
        ModelIdentity? identity = null;
        try
        {
            var model = ModelFolder.Open(folder);
            identity = model.Identity;
            using var source = model.OpenWeights();
            var problems = new List<string>();
            foreach (var part in NetworkPart.Of(model.Manifest))
                problems.AddRange(ProblemsOf(part, source, cancellation));
            return new(identity, problems);
        }
        catch (ModelFolderException e)
        {
            return new(identity, [.. e.Errors.Select(error => $"{e.Subject}: {error}")]);
        }
    }

    private static IEnumerable<string> ProblemsOf(NetworkPart part, IWeightSource source, CancellationToken cancellation)
    {
        var wanted = part.Tensors();
        var errors = source.Compare(wanted.ToDictionary(entry => entry.Key, entry => entry.Value.Shape), part.IsMine);
        return errors.Select(error => $"{part.Room}: {error}").Concat(source is SafetensorsFile file ? NotFinite(file, wanted, cancellation) : []);
    }

    private static IEnumerable<string> NotFinite(SafetensorsFile file, IReadOnlyDictionary<string, WantedTensor> wanted, CancellationToken cancellation)
    {
        foreach (var (name, (_, shape)) in wanted)
        {
            cancellation.ThrowIfCancellationRequested();
            if (file.Tensors.TryGetValue(name, out var entry) && entry.Shape.SequenceEqual(shape) && !IsFinite(file, name, entry))
                yield return $"tensor {name} has a value that is not finite";
        }
    }

    private static bool IsFinite(SafetensorsFile file, string name, TensorEntry entry)
    {
        using var scope = NewDisposeScope();
        var tensor = empty(entry.Shape, entry.Type, CPU);
        file.Read(name, tensor);
        return isfinite(tensor).all().item<bool>();
    }
}
