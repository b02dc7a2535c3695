using System.Globalization;
using System.Text.Json;
using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.LongTests.Faults;
using CovidGrpc.Testing;
using CovidGrpc.Testing.Processes;
using CovidGrpc.Training.Phantoms;
using Grpc.Core;
using State = CovidGrpc.Contracts.V1.Operation.Types.State;

namespace CovidGrpc.LongTests.Soak;

/// <summary>
/// Half an hour at 80 % of what the stack can do even when this machine is slow, with a fault each minute. <c>COVIDGRPC_SOAK_MINUTES</c> sets another time, and
/// <c>COVIDGRPC_SOAK_LOAD</c> another share of the capacity, for a machine that others use. Writes <c>reports/soak.md</c>, its numbers as JSON and
/// two pictures beside the tests' program; what is committed comes from there.
/// </summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int Callers = 4;
    private const int Measurements = 9;
    private const int Slices = 2;

    // What fails where nothing is wrong, and what a process may grow by: its allocators keep some of what they were given back.
    private const double MostFailedOutside = 0.001;
    private const double MostGrowthMebiBytes = 64;
    private const int MostMoreHandles = 20;

    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Measuring = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Felt = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan JobsEvery = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(2);

    private readonly List<FaultWindow> _faults = [];
    private readonly List<string> _jobs = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stack_UnderLoadWithAFaultEachMinute_StaysWithinItsErrorBudgetAndDoesNotGrow()
    {
        var length = TimeSpan.FromMinutes(Setting("COVIDGRPC_SOAK_MINUTES", 30));
        var load = Setting("COVIDGRPC_SOAK_LOAD", 0.8);
        using var stack = await StackProcesses.StartAsync(
            new StackSettings(Repository.PathOf("deploy", "models"))
            {
                ModelName = "demo",
                Linked = true,
                // What is kept on purpose must not look like a leak: next to nothing.
                Services = new Dictionary<string, string> { ["Cache:MemoryBytes"] = "8388608" },
            },
            Cancellation);
        var driver = new LoadDriver(stack.Client, TimeProvider.System);
        await driver.MeasureCapacityAsync(Callers, Warming, Cancellation);
        var capacities = new List<double>();
        for (var i = 0; i < Measurements; i++)
        {
            capacities.Add(await driver.MeasureCapacityAsync(Callers, Measuring, Cancellation));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"capacity {capacities[^1]:0.00} slices a second"));
        }

        var rate = capacities.Min() * load;
        // The jobs' slices are of the load.
        var calls = rate - (Slices / JobsEvery.TotalSeconds);
        Assert.True(calls > 0, "the jobs alone are more than the load");
        var gauge = new ProcessGauge(stack.Processes);
        driver.Restart();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task[] sides =
        [
            driver.RunAsync(calls, ended.Token),
            EachAsync(LooksEvery, () => gauge.Look(driver.Now), ended.Token),
            StartJobsAsync(stack, ended.Token),
        ];
        await InjectAsync(stack, driver, length);
        await ended.CancelAsync();
        await Task.WhenAll(sides);

        await AssertJobsAsync(stack);
        var afterwards = await driver.MeasureCapacityAsync(Callers, Measuring, Cancellation);
        var result = Result(driver, gauge, length, new SoakResult.Capacity(capacities, afterwards), load, rate);
        Write(result, driver, gauge);
        Assert.InRange(result.Outside.FailedShare, 0, MostFailedOutside);
        Assert.All(result.Processes, process => Assert.InRange(process.LateMebiBytes - process.EarlyMebiBytes, double.NegativeInfinity, MostGrowthMebiBytes));
        Assert.All(result.Processes, process => Assert.InRange(process.LateHandles - process.EarlyHandles, int.MinValue, MostMoreHandles));
    }

    private static double Setting(string name, double otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } value ? double.Parse(value, CultureInfo.InvariantCulture) : otherwise;

    private static Fault[] FaultsOf(StackProcesses stack) =>
    [
        Fault.Kill(stack.Segmentation),
        Fault.Freeze(stack.Cache),
        Fault.Cut("way to the Redis of the jobs", stack.Link("jobs")),
        Fault.Freeze(stack.Segmentation),
        Fault.Kill(stack.Preprocessing),
        Fault.Silence("way to Classification", stack.Link("classification")),
        Fault.Kill(stack.Jobs),
        Fault.Kill(stack.Classification),
        Fault.Freeze(stack.Preprocessing),
        Fault.Slow("way to Segmentation", stack.Link("segmentation"), TimeSpan.FromMilliseconds(200)),
        Fault.Kill(stack.Cache),
        Fault.Kill(stack.Gateway),
    ];

    private async Task InjectAsync(StackProcesses stack, LoadDriver driver, TimeSpan end)
    {
        var faults = FaultsOf(stack);
        for (var i = 0; driver.Now + Between <= end; i++)
        {
            // The second half of each minute is the fault's.
            await Task.Delay(Between / 2, Cancellation);
            var fault = faults[i % faults.Length];
            var from = driver.Now;
            await fault.DoAsync(Cancellation);
            await Task.Delay(Lasting, Cancellation);
            await fault.UndoAsync(Cancellation);
            _faults.Add(new FaultWindow($"{fault.Part} {fault.What}", from, driver.Now + Felt));
            output.WriteLine(_faults[^1].ToString());
            await Task.Delay((Between / 2) - Lasting, Cancellation);
        }

        var rest = end - driver.Now;
        await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, Cancellation);
    }

    // One that was refused was not accepted: a repeat with the same id finds out, and makes it where it was not.
    private async Task StartJobsAsync(StackProcesses stack, CancellationToken ended)
    {
        using var client = new OperationClient(stack.Channel);
        var files = new PhantomDicomSeries(ChestPhantom.Create(new PhantomOptions(910_000, PhantomClass.Covid19, Rows: 256, Columns: 256)), Slices).CreateFiles(Cancellation)
            .Select(file => file.ToArray()).Select(file => new ScanFile(_ => ValueTask.FromResult<ReadOnlyMemory<byte>>(file)));
        var upload = await client.UploadAsync([.. files], cancellationToken: Cancellation);
        await EachAsync(
            JobsEvery,
            async () =>
            {
                var options = new DiagnosisOptions { Window = new Window { Center = -700 - _jobs.Count, Width = 1400 } };
                try
                {
                    _jobs.Add((await client.StartAsync(upload.Id, options, timeout: TimeSpan.FromSeconds(10), cancellationToken: Cancellation)).OperationId);
                }
                catch (DiagnosisException e) when (e.Code is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
                {
                    // Refused while a part is away.
                }
            },
            ended);
    }

    private async Task AssertJobsAsync(StackProcesses stack)
    {
        using var client = new OperationClient(stack.Channel);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        foreach (var id in _jobs)
        {
            Operation operation;
            while ((operation = await client.GetAsync(id, cancellationToken: limit.Token)).State is State.Pending or State.Running)
            {
                await Task.Delay(200, limit.Token);
            }

            Assert.Equal(State.Succeeded, operation.State);
            Assert.InRange(stack.Gateway.CountOf($"Job {id} of uploads is done"), 0, 1);
        }
    }

    private SoakResult Result(LoadDriver driver, ProcessGauge gauge, TimeSpan length, SoakResult.Capacity capacity, double load, double rate)
    {
        var calls = driver.Calls;
        return new SoakResult(
            length.TotalMinutes,
            Environment.ProcessorCount,
            capacity,
            load,
            rate,
            SoakResult.Share.Of(calls.Where(call => !_faults.Any(call.Touches))),
            SoakResult.Share.Of(calls.Where(call => _faults.Any(call.Touches))),
            [.. _faults.Select(fault => new SoakResult.FaultShare(fault.Name, fault.From.TotalMinutes, SoakResult.Share.Of(calls.Where(call => call.Touches(fault)))))],
            _jobs.Count,
            gauge.Courses());
    }

    private void Write(SoakResult result, LoadDriver driver, ProcessGauge gauge)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "reports")).FullName;
        File.WriteAllText(Path.Combine(folder, "soak.md"), result.Page());
        File.WriteAllText(Path.Combine(folder, "soak.json"), JsonSerializer.Serialize(result, Indented));
        File.WriteAllBytes(Path.Combine(folder, "soak-latency.png"), SoakPlots.Latency(driver.Calls, _faults));
        File.WriteAllBytes(Path.Combine(folder, "soak-memory.png"), SoakPlots.Memory(gauge.Samples, _faults));
        output.WriteLine(result.Page());
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private static Task EachAsync(TimeSpan period, Action action, CancellationToken ended) => EachAsync(
        period,
        () =>
        {
            action();
            return Task.CompletedTask;
        },
        ended);

    private static async Task EachAsync(TimeSpan period, Func<Task> action, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(period, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                await action();
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
        }
    }
}
