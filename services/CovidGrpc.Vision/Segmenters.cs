using CovidGrpc.Vision.Models;

namespace CovidGrpc.Vision;

/// <summary>Loads whichever network of a model folder segments.</summary>
public static class Segmenters
{
    /// <summary>Loads the network; it is not warm yet.</summary>
    /// <exception cref="ModelFolderException">The weights cannot be used.</exception>
    /// <exception cref="ModelTooLargeException">It does not fit into memory.</exception>
    /// <exception cref="WrongArchitectureException">The model does not segment.</exception>
    public static ISliceSegmenter Load(ModelFolder folder, Placement placement)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Manifest.Architecture switch
        {
            ModelArchitecture.OneShotLstmAttention => OneShotSegmenter.Load(folder, placement),
            ModelArchitecture.MaskRcnn => MaskRcnnSegmenter.Load(folder, placement),
            var other => throw new WrongArchitectureException(other, "segment"),
        };
    }
}
