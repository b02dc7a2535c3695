using static TorchSharp.torch;

namespace CovidGrpc.Vision.Weights;

/// <summary>Where a network's tensors come from. Names are those of torchvision 0.14.</summary>
internal interface IWeightSource : IDisposable
{
    /// <summary>What is wrong between what the source holds and what a room asks for: missing, extra and misshapen tensors by name.</summary>
    /// <param name="wanted">Shapes by name.</param>
    /// <param name="isMine">Whether a tensor of that name concerns the room that asks.</param>
    IReadOnlyList<string> Compare(IReadOnlyDictionary<string, long[]> wanted, Func<string, bool> isMine);

    /// <summary>Numbers in the tensors of the room that asks; 0 where they are computed rather than stored.</summary>
    /// <param name="isMine">Whether a tensor of that name concerns the room.</param>
    long CountElements(Func<string, bool> isMine);

    /// <summary>Reads one tensor, in C order, into <paramref name="destination"/> on whichever device and of whichever type it is.</summary>
    void Read(string name, Tensor destination);
}
