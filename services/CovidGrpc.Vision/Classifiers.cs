using CovidGrpc.Vision.Models;

namespace CovidGrpc.Vision;

/// <summary>Loads whichever network of a model folder classifies.</summary>
public static class Classifiers
{
    /// <summary>Loads the network, an <see cref="OneShotClassifier"/> or an <see cref="ISliceClassifier"/>; it is not warm yet.</summary>
    /// <exception cref="ModelFolderException">The weights cannot be used.</exception>
    /// <exception cref="ModelTooLargeException">It does not fit into memory.</exception>
    /// <exception cref="WrongArchitectureException">The model does not classify.</exception>
    public static INetwork Load(ModelFolder folder, Placement placement)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Manifest.Architecture switch
        {
            ModelArchitecture.OneShotLstmAttention => OneShotClassifier.Load(folder, placement),
            ModelArchitecture.ImageClassifier => ImageClassifier.Load(folder, placement),
            var other => throw new WrongArchitectureException(other, "classify"),
        };
    }
}
