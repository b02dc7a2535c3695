using CovidGrpc.Vision.Models;
using static TorchSharp.torch;

namespace CovidGrpc.Training.Learning;

/// <summary>The weights that a run starts with: from scratch, those of the same network, or the body of a classifier (ImageNet's, say).</summary>
internal static class StartingWeights
{
    private const string Body = "backbone.body.";

    /// <summary>Sets all weights.</summary>
    /// <param name="weights">Of the network that is trained, by name.</param>
    /// <param name="architecture">Of that network.</param>
    /// <param name="start">Whose weights it starts with; null for none.</param>
    /// <param name="seed">Decides those that no model gives.</param>
    /// <exception cref="ModelFolderException">The model is of another network; what does not fit is listed.</exception>
    internal static void Fill(IReadOnlyDictionary<string, Tensor> weights, ModelArchitecture architecture, ModelFolder? start, int seed)
    {
        InitialWeights.Fill(weights, seed);
        if (start is null)
            return;
        if (start.Manifest.Architecture == architecture)
            Copy(start, weights, name => name, _ => true);
        else if (start.Manifest.Architecture == ModelArchitecture.ImageClassifier)
            Copy(start, Of(weights, Body), name => name[Body.Length..], _ => false);
        else
            throw new ModelFolderException(start.Manifest.Name, [$"it is {start.Manifest.Architecture.Name()}: a run starts with the same architecture, or with the body of an image classifier"]);
    }

    // What the source holds beside the tensors that are wanted is an error only where it concerns the network.
    private static void Copy(ModelFolder start, IReadOnlyDictionary<string, Tensor> weights, Func<string, string> nameInSource, Func<string, bool> concerns)
    {
        using var constant = no_grad();
        using var source = start.OpenWeights();
        var wanted = weights.ToDictionary(entry => nameInSource(entry.Key), entry => entry.Value.shape);
        var errors = source.Compare(wanted, name => wanted.ContainsKey(name) || concerns(name));
        if (errors.Count > 0)
            throw new ModelFolderException(start.Manifest.Weights.File ?? ModelFolder.ManifestName, errors);
        foreach (var (name, weight) in weights)
            source.Read(nameInSource(name), weight);
    }

    private static Dictionary<string, Tensor> Of(IReadOnlyDictionary<string, Tensor> weights, string module)
    {
        return weights.Where(entry => entry.Key.StartsWith(module, StringComparison.Ordinal)).ToDictionary();
    }
}
