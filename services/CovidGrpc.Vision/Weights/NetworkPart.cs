using CovidGrpc.Vision.Detection;
using CovidGrpc.Vision.ImageClassifiers;
using CovidGrpc.Vision.MaskRcnn;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.OneShot;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Weights;

/// <summary>What one room computes of a model's network.</summary>
/// <param name="Room">The room: <c>segmentation</c> or <c>classification</c>.</param>
/// <param name="IsMine">Whether a tensor of that name concerns the room.</param>
/// <param name="Create">Makes the part, with weights that mean nothing.</param>
internal sealed record NetworkPart(string Room, Func<string, bool> IsMine, Func<nn.Module> Create)
{
    private const string Segmentation = "segmentation";
    private const string Classification = "classification";

    /// <summary>The parts of a model's network; together they are the whole of it.</summary>
    internal static IReadOnlyList<NetworkPart> Of(ModelManifest manifest)
    {
        return manifest.Architecture switch
        {
            ModelArchitecture.OneShotLstmAttention =>
            [
                new(Segmentation, Rooms.IsOfSegmentation, () => new SegmentationNetwork(manifest, manifest.Detection!, RoiPaddings.EvenSpread)),
                new(Classification, Rooms.IsOfClassification, () => new ClassificationNetwork()),
            ],
            ModelArchitecture.MaskRcnn => [new(Segmentation, _ => true, () => new MaskRcnnNetwork(manifest, manifest.Detection!))],
            ModelArchitecture.ImageClassifier => [new(Classification, _ => true, () => ImageClassifierNetwork.Of(manifest.Backbone, manifest.BatchNorm))],
            _ => throw new ArgumentOutOfRangeException(nameof(manifest)),
        };
    }

    /// <summary>The tensors of the part, in its order.</summary>
    internal IReadOnlyDictionary<string, WantedTensor> Tensors()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var network = Create();
        return network.state_dict().ToDictionary(entry => entry.Key, entry => new WantedTensor(entry.Value.dtype, entry.Value.shape));
    }
}
