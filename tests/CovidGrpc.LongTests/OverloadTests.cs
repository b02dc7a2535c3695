using System.Collections.Concurrent;
using System.Globalization;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Suite;
using CovidGrpc.Testing;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace CovidGrpc.LongTests;

/// <summary>
/// Ten minutes of load beyond capacity through all services: sixty callers where eight images may be under way. <c>COVIDGRPC_OVERLOAD_SECONDS</c>
/// shortens it.
/// </summary>
public sealed class OverloadTests(ITestOutputHelper output)
{
    private const int Callers = 60;
    private const int MayBeUnderWay = 8;
    private const int MebiByte = 1 << 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RefusedWithin = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<(TimeSpan At, TimeSpan Took)> _answered = new();
    private readonly ConcurrentQueue<(TimeSpan Took, RetryInfo? Retry)> _refused = new();
    private readonly long _start = TimeProvider.System.GetTimestamp();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TimeSpan Now => TimeProvider.System.GetElapsedTime(_start);

    [Fact]
    public async Task Diagnose_BeyondCapacity_MemoryAndLatencyStayAndTheRestIsRefusedAtOnce()
    {
        var seconds = int.Parse(Environment.GetEnvironmentVariable("COVIDGRPC_OVERLOAD_SECONDS") ?? "600", CultureInfo.InvariantCulture);
        using var model = new TestModel();
        var settings = new Dictionary<string, string?>
        {
            ["Requests:MostAtOnce"] = $"{MayBeUnderWay}",
            // What is kept on purpose must not look like a leak: next to nothing.
            ["Cache:MemoryBytes"] = $"{8 * MebiByte}",
        };
        await using var suite = await CovidSuite.StartAsync(new SuiteOptions(new ModelChoice(model.Path)) { Settings = settings }, Cancellation);
        var client = new DiagnosisService.DiagnosisServiceClient(suite.Channel);
        var image = UnsafeByteOperations.UnsafeWrap(await File.ReadAllBytesAsync(Repository.PathOf("deploy", "sample", "chest.dcm"), Cancellation));
        var end = Now + TimeSpan.FromSeconds(seconds);
        var resident = new List<long>();

        var load = Parallel.ForAsync(0, Callers, new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = Cancellation }, async (caller, token) =>
        {
            for (var i = 0; Now < end; i++)
            {
                // Another window each time: another slice.
                await AskAsync(client, new DiagnoseRequest { Image = image, Options = new DiagnosisOptions { Window = new Window { Center = caller, Width = 1000 + i } } }, token);
            }
        });
        while (!load.IsCompleted)
        {
            await Task.WhenAny(load, Task.Delay(TimeSpan.FromSeconds(seconds / 60.0), Cancellation));
            resident.Add(Environment.WorkingSet);
        }

        await load;
        Report(resident);
        var (early, late) = (Latency(from: 1.0 / 6, to: 0.5, end), Latency(from: 0.5, to: 1, end));
        Assert.InRange(late / early, 0, 1.3);
        Assert.InRange((Median(resident[(resident.Count / 2)..]) - Median(resident[(resident.Count / 6)..(resident.Count / 2)])) / MebiByte, -1000, 50);
        Assert.True(_refused.Count > _answered.Count);
        Assert.All(_refused, refusal => Assert.True(refusal.Retry?.RetryDelay.ToTimeSpan() > TimeSpan.Zero));
        Assert.InRange(_refused.Select(refusal => refusal.Took).Order().ElementAt(_refused.Count * 99 / 100), TimeSpan.Zero, RefusedWithin);
        // It goes on as if nothing had been.
        Assert.NotNull((await client.DiagnoseAsync(new DiagnoseRequest { Image = image }, cancellationToken: Cancellation)).Classification);
    }

    private async Task AskAsync(DiagnosisService.DiagnosisServiceClient client, DiagnoseRequest request, CancellationToken cancellationToken)
    {
        var started = Now;
        try
        {
            await client.DiagnoseAsync(request, cancellationToken: cancellationToken);
            _answered.Enqueue((Now, Now - started));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
        {
            _refused.Enqueue((Now - started, e.GetRpcStatus()?.GetDetail<RetryInfo>()));
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private double Latency(double from, double to, TimeSpan end) =>
        Median(_answered.Where(answer => answer.At >= end * from && answer.At < end * to).Select(answer => answer.Took.TotalMilliseconds));

    private void Report(List<long> resident)
    {
        var refusals = _refused.Select(refusal => refusal.Took.TotalMilliseconds).Order().ToArray();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"answered {_answered.Count}, median {Median(_answered.Select(answer => answer.Took.TotalMilliseconds)):0} ms; refused {refusals.Length}, median {Median(refusals):0.0}, 99 % {refusals[refusals.Length * 99 / 100]:0.0} ms"));
        output.WriteLine($"resident in MiB: {string.Join(", ", resident.Where((_, i) => i % 6 == 0).Select(bytes => bytes / MebiByte))}");
    }

    private static T Median<T>(IEnumerable<T> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : default!;
}
