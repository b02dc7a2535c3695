using CovidGrpc.Hosting.Faults;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Evaluation;

/// <summary>Bounds the streams that are measured at a time, and with them the memory that they hold.</summary>
internal sealed class StreamPlaces(IOptions<EvaluationOptions> options) : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _free = new(options.Value.MostStreams);

    /// <summary>Takes a place until it is disposed.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: there is none.</exception>
    public IDisposable Take() => _free.Wait(0)
        ? new Place(_free)
        : throw Fault.Busy("EVALUATION_BUSY", "Too many evaluations are under way.", RetryAfter).ToRpcException();

    public void Dispose() => _free.Dispose();

    private sealed class Place(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
