using CovidGrpc.Vision.Models;

namespace CovidGrpc.Vision;

/// <summary>Loads whichever network of a model folder segments.</summary>
public static class Segmenters
{
    /// <summary>Loads the network; it is not warm yet.</summary>
    /// <exception cref="ModelFolderException">The model does not segment, or its weights cannot be used.</exception>
    public static ISliceSegmenter Load(ModelFolder folder, Placement placement)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Manifest.Architecture switch
        {
            ModelArchitecture.OneShotLstmAttention => OneShotSegmenter.Load(folder, placement),
            ModelArchitecture.MaskRcnn => MaskRcnnSegmenter.Load(folder, placement),
            var other => throw new ModelFolderException(ModelFolder.ManifestName, [$"the architecture {other.Name()} does not segment"]),
        };
    }
}
