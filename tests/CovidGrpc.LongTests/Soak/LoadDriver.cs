using System.Collections.Concurrent;
using CovidGrpc.Contracts.V1;
using CovidGrpc.LongTests.Faults;
using CovidGrpc.Testing.Processes;
using Grpc.Core;

namespace CovidGrpc.LongTests.Soak;

/// <summary>Asks for slices that no cache knows, as clients do that know nothing of each other, without retries.</summary>
internal sealed class LoadDriver(DiagnosisService.DiagnosisServiceClient client, TimeProvider time)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly ConcurrentBag<LoadCall> _calls = [];
    private long _start = time.GetTimestamp();
    private int _number;

    /// <summary>Since the driver was made, or restarted.</summary>
    public TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>What was asked, in the order of asking.</summary>
    public IReadOnlyList<LoadCall> Calls => [.. _calls.OrderBy(call => call.At)];

    /// <summary>Lets <see cref="Now"/> count from here.</summary>
    public void Restart() => _start = time.GetTimestamp();

    /// <summary>Callers that ask one after the other, for so long. Answers how many slices were answered in a second.</summary>
    public async Task<double> MeasureCapacityAsync(int callers, TimeSpan length, CancellationToken cancellationToken)
    {
        var (begin, answered) = (Now, 0);
        await Parallel.ForAsync(0, callers, new ParallelOptions { MaxDegreeOfParallelism = callers, CancellationToken = cancellationToken }, async (_, token) =>
        {
            while (Now - begin < length)
            {
                if ((await AskAsync(token)).Code == StatusCode.OK)
                {
                    Interlocked.Increment(ref answered);
                }
            }
        });
        return answered / (Now - begin).TotalSeconds;
    }

    /// <summary>Asks so many times a second, whatever becomes of it, until it is cancelled; then waits for what is under way.</summary>
    public async Task RunAsync(double rate, CancellationToken ended)
    {
        var underWay = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / rate), time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                underWay.RemoveAll(call => call.IsCompleted);
                underWay.Add(RecordAsync());
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
        }

        await Task.WhenAll(underWay);
    }

    private async Task RecordAsync()
    {
        var at = Now;
        var seen = await AskAsync(CancellationToken.None);
        _calls.Add(new LoadCall(at, seen));
    }

    private Task<Seen> AskAsync(CancellationToken cancellationToken)
    {
        var request = StackProcesses.Sample(Interlocked.Increment(ref _number));
        var options = new CallOptions(deadline: time.GetUtcNow().UtcDateTime + Deadline, cancellationToken: cancellationToken);
        return Seen.OfAsync(async call => await client.DiagnoseAsync(request, call), options);
    }
}
