using CovidGrpc.Vision.Models;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Weights;

/// <summary>Fills a network from a model folder.</summary>
internal static class WeightLoading
{
    /// <summary>Fills every parameter and buffer of <paramref name="network"/>; its state-dict names are the names that are read.</summary>
    /// <param name="network">One room's part of a network.</param>
    /// <param name="folder">Where the weights are.</param>
    /// <param name="isMine">Whether a tensor of that name concerns this room: others may be there, unknown ones of its own may not.</param>
    /// <exception cref="ModelFolderException">Tensors are missing, unknown or misshapen; all are listed.</exception>
    internal static void Fill(nn.Module network, ModelFolder folder, Func<string, bool> isMine)
    {
        using var source = folder.OpenWeights();
        var state = network.state_dict();
        var errors = source.Compare(state.ToDictionary(entry => entry.Key, entry => entry.Value.shape), isMine);
        if (errors.Count > 0)
            throw new ModelFolderException(folder.Manifest.Weights.File ?? ModelFolder.ManifestName, errors);
        using var noGradients = no_grad();
        foreach (var (name, tensor) in state)
            source.Read(name, tensor);
    }
}
