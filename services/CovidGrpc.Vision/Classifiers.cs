using CovidGrpc.Vision.Models;

namespace CovidGrpc.Vision;

/// <summary>Loads whichever network of a model folder classifies.</summary>
public static class Classifiers
{
    /// <summary>Loads the network, an <see cref="OneShotClassifier"/> or an <see cref="ISliceClassifier"/>; it is not warm yet.</summary>
    /// <exception cref="ModelFolderException">The model does not classify, or its weights cannot be used.</exception>
    public static INetwork Load(ModelFolder folder, Placement placement)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Manifest.Architecture switch
        {
            ModelArchitecture.OneShotLstmAttention => OneShotClassifier.Load(folder, placement),
            ModelArchitecture.ImageClassifier => ImageClassifier.Load(folder, placement),
            var other => throw new ModelFolderException(ModelFolder.ManifestName, [$"the architecture {other.Name()} does not classify"]),
        };
    }
}
