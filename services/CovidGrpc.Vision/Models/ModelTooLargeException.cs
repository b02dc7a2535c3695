namespace CovidGrpc.Vision.Models;

/// <summary>A model needs more memory than there is; nothing of it was loaded.</summary>
/// <param name="neededBytes">What loading it would take at least.</param>
/// <param name="availableBytes">What there is.</param>
public sealed class ModelTooLargeException(long neededBytes, long availableBytes)
    : Exception($"the model needs about {Mebibytes(neededBytes)} MiB of memory, and {Mebibytes(availableBytes)} MiB are free")
{
    private static long Mebibytes(long bytes)
    {
        return bytes >> 20;
    }
}
