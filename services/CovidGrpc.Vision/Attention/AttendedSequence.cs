using static TorchSharp.torch;

namespace CovidGrpc.Vision.Attention;

/// <summary>What one branch reads in N sequences.</summary>
/// <param name="Vector">[N, 256].</param>
/// <param name="Weights">[N, 16], each row of sum 1.</param>
internal sealed record AttendedSequence(Tensor Vector, Tensor Weights);
