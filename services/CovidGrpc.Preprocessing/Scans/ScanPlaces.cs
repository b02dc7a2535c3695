using CovidGrpc.Hosting.Faults;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Preprocessing.Scans;

/// <summary>Bounds the scans at a time, and with them what lies in the spool.</summary>
internal sealed class ScanPlaces(IOptions<ScanOptions> options) : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _free = new(options.Value.MostScans);

    /// <summary>Takes a place until it is disposed.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: there is none.</exception>
    public IDisposable Take() => _free.Wait(0)
        ? new Place(_free)
        : throw Fault.Busy("SCANS_BUSY", "Too many scans are under way.", RetryAfter).ToRpcException();

    public void Dispose() => _free.Dispose();

    private sealed class Place(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
