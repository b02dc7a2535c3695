using System.Globalization;
using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Dicom;
using CovidGrpc.Testing.Processes;
using CovidGrpc.Training.Phantoms;
using Google.Protobuf;
using Grpc.Core;
using State = CovidGrpc.Contracts.V1.Operation.Types.State;

namespace CovidGrpc.LongTests.Faults;

/// <summary>Does one fault after the other to a stack, while calls, a job and, where asked for, a study are under way.</summary>
internal sealed class FaultTrial
{
    private const int Slices = 2;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly StackProcesses _stack;
    private readonly FaultReport _report;
    private readonly string _upload;
    private readonly CancellationToken _cancellation;
    private readonly List<StartDiagnosisRequest> _accepted = [];
    private int _number;
    private int _studies;

    private FaultTrial(StackProcesses stack, FaultReport report, string upload, CancellationToken cancellationToken) =>
        (_stack, _report, _upload, _cancellation) = (stack, report, upload, cancellationToken);

    private DiagnosisService.DiagnosisServiceClient Client => _stack.Client;

    /// <summary>Uploads what the jobs diagnose.</summary>
    public static async Task<FaultTrial> PrepareAsync(StackProcesses stack, FaultReport report, CancellationToken cancellationToken)
    {
        using var client = new OperationClient(stack.Channel);
        ScanFile[] files = [.. Files(0, cancellationToken).Select(file => new ScanFile(_ => ValueTask.FromResult<ReadOnlyMemory<byte>>(file)))];
        return new FaultTrial(stack, report, (await client.UploadAsync(files, cancellationToken: cancellationToken)).Id, cancellationToken);
    }

    /// <summary>Calls of the gateway: an image, and a job's start.</summary>
    public IReadOnlyList<(string Name, Func<CallOptions, Task> Call)> Usual()
    {
        var (image, job) = (StackProcesses.Sample(++_number), Job());
        return [("Diagnose", async options => await Client.DiagnoseAsync(image, options)), ("StartDiagnosis", options => StartAsync(job, options))];
    }

    /// <summary>An upload's part, and its end.</summary>
    public IReadOnlyList<(string Name, Func<CallOptions, Task> Call)> Uploading() =>
    [
        ("AppendChunk", async options =>
        {
            var id = (await Client.CreateUploadAsync(new CreateUploadRequest { RequestId = Guid.NewGuid().ToString() }, options)).UploadId;
            await Client.AppendChunkAsync(new AppendChunkRequest { UploadId = id, Data = ByteString.CopyFrom(new byte[65536]) }, options);
        }),
        .. Usual(),
    ];

    /// <summary>Measures of one case.</summary>
    public IReadOnlyList<(string Name, Func<CallOptions, Task> Call)> Evaluating() =>
    [
        ("EvaluateClassification", async options =>
        {
            using var call = new EvaluationService.EvaluationServiceClient(_stack.EvaluationChannel).EvaluateClassification(options);
            await call.RequestStream.CompleteAsync();
            try
            {
                await call;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.InvalidArgument)
            {
                // Told that a stream without a case cannot be measured: it answers.
            }
        }),
    ];

    /// <summary>Does a fault, and undoes it.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="calls">Calls during the fault, and after it until they are answered.</param>
    /// <param name="hasStudy">Whether a study is sent to the PACS before.</param>
    public async Task RunAsync(Fault fault, IReadOnlyList<(string Name, Func<CallOptions, Task> Call)>? calls = null, bool hasStudy = false)
    {
        if (hasStudy)
        {
            await SendStudyAsync();
        }

        calls ??= Usual();
        _accepted.Clear();
        await StartAsync(Job(), Options(Deadline));
        await Task.Delay(TimeSpan.FromMilliseconds(300), _cancellation);

        var started = TimeProvider.System.GetTimestamp();
        await fault.DoAsync(_cancellation);
        var seen = await Task.WhenAll(calls.Select(call => Seen.OfAsync(call.Call, Options(Deadline))));
        var rest = Shortest - TimeProvider.System.GetElapsedTime(started);
        await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, _cancellation);
        var lasted = TimeProvider.System.GetElapsedTime(started);
        await fault.UndoAsync(_cancellation);
        var again = await Task.WhenAll(calls.Select(call => RecoverAsync(call.Call)));

        foreach (var job in _accepted)
        {
            await EndAsync(job);
        }

        if (hasStudy)
        {
            await StudiesAnsweredAsync();
        }

        _report.Add(
            fault.Part,
            fault.What,
            Seconds(lasted),
            string.Join("<br>", calls.Zip(seen, (call, what) => $"{call.Name}: {what}")),
            string.Join("<br>", again.Select(Seconds)),
            _accepted.Count.ToString(CultureInfo.InvariantCulture),
            hasStudy ? "yes" : "");
        TestContext.Current.TestOutputHelper?.WriteLine($"{fault.Part} {fault.What}: {string.Join("; ", seen.Select(what => what.ToString()))}; again {string.Join(", ", again.Select(Seconds))}");
        AssertHonest(seen);
    }

    // Either answered, or refused in the right way; only a gateway that is away itself cannot say when to come again.
    private static void AssertHonest(IEnumerable<Seen> seen) => Assert.All(seen, what =>
    {
        Assert.Contains(what.Code, (StatusCode[])[StatusCode.OK, StatusCode.Unavailable, StatusCode.DeadlineExceeded, StatusCode.ResourceExhausted]);
        Assert.True(what.Code == StatusCode.OK || what.Reason is null || what.RetryAfter > TimeSpan.Zero, $"{what}");
    });

    private async Task<TimeSpan> RecoverAsync(Func<CallOptions, Task> call)
    {
        var started = TimeProvider.System.GetTimestamp();
        while ((await Seen.OfAsync(call, Options(TimeSpan.FromSeconds(10)))).Code is var code && code != StatusCode.OK)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"still {code} after {Patience}");
            await Task.Delay(100, _cancellation);
        }

        return TimeProvider.System.GetElapsedTime(started);
    }

    private StartDiagnosisRequest Job()
    {
        var options = new DiagnosisOptions { Window = new Window { Center = -700 - ++_number, Width = 1400 } };
        return new StartDiagnosisRequest { UploadId = _upload, RequestId = Guid.NewGuid().ToString(), Options = options };
    }

    private async Task StartAsync(StartDiagnosisRequest job, CallOptions options)
    {
        await Client.StartDiagnosisAsync(job, options);
        if (!_accepted.Contains(job))
        {
            _accepted.Add(job);
        }
    }

    // A repeat of the request answers the job that it made.
    private async Task EndAsync(StartDiagnosisRequest job)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "an accepted job does not end");
            try
            {
                var operation = (await Client.StartDiagnosisAsync(job, Options(TimeSpan.FromSeconds(10)))).Operation;
                if (operation.State is State.Succeeded or State.Failed or State.Cancelled)
                {
                    Assert.Equal(State.Succeeded, operation.State);
                    Assert.Equal((uint)Slices, operation.Verdict.Slices);
                    Assert.InRange(_stack.Gateway.CountOf($"Job {operation.OperationId} of uploads is done"), 0, 1);
                    return;
                }
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
            {
                // Asked again.
            }

            await Task.Delay(100, _cancellation);
        }
    }

    private async Task SendStudyAsync()
    {
        foreach (var file in Files(++_studies, _cancellation))
        {
            await _stack.Orthanc!.StoreAsync(file, _cancellation);
        }

        // Until it is a job, and is worked on.
        await Task.Delay(TimeSpan.FromSeconds(4), _cancellation);
    }

    private async Task StudiesAnsweredAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        foreach (var modality in (string[])["SEG", "SR"])
        {
            while ((await _stack.Orthanc!.FilesAsync(modality, _cancellation)).Count is var count && count != _studies)
            {
                Assert.True(count < _studies && TimeProvider.System.GetElapsedTime(started) < Patience, $"{count} {modality} of {_studies} studies");
                await Task.Delay(200, _cancellation);
            }
        }
    }

    private static IEnumerable<byte[]> Files(int seed, CancellationToken cancellationToken) =>
        new PhantomDicomSeries(ChestPhantom.Create(new PhantomOptions(900_000 + seed, PhantomClass.Covid19, Rows: 256, Columns: 256)), Slices).CreateFiles(cancellationToken)
            .Select(file => new DicomFile(file.Dataset.SetString(DicomTag.StudyDate, "20200229")).ToArray());

    private CallOptions Options(TimeSpan limit) => new(deadline: TimeProvider.System.GetUtcNow().UtcDateTime + limit, cancellationToken: _cancellation);

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
