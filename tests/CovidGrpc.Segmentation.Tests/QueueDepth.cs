using System.Diagnostics.Metrics;
using CovidGrpc.Hosting.Telemetry;

namespace CovidGrpc.Segmentation.Tests;

/// <summary>How many slices wait in this process, as the metrics tell it; for tests that run by themselves.</summary>
internal sealed class QueueDepth : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly MeterListener _listener = new();
    private long _waiting;

    /// <summary>Counts from now on, while none waits.</summary>
    public QueueDepth()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Name: "covidgrpc.queue.depth", Meter.Name: Measures.Source })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, change, _, _) => Interlocked.Add(ref _waiting, change));
        _listener.Start();
    }

    /// <summary>Waits, at most two minutes, until so many slices wait.</summary>
    public async Task WaitForAsync(int slices, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (Interlocked.Read(ref _waiting) != slices)
        {
            await Task.Delay(10, limit.Token);
        }
    }

    public void Dispose() => _listener.Dispose();
}
