using System.Collections.Concurrent;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Testing;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace CovidGrpc.Gateway.Tests;

/// <summary>Scans through the real gateway on loopback before services whose answers the test chooses.</summary>
public sealed class DiagnoseScanTests : IAsyncLifetime
{
    private const int Side = 20;

    private readonly FakeServices _fake = new();
    private LoopbackHost _services = null!;
    private LoopbackHost _gateway = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _fake.PreprocessScan = (_, _) => Slices(12);
        _fake.Segment = (_, _) => Task.FromResult(Lungs());
        _services = await _fake.StartAsync();
        var settings = new Dictionary<string, string?> { ["Scans:RetryDelay"] = "00:00:00.02", ["Scans:Retries"] = "5" };
        foreach (var service in (string[])[GatewayHost.Preprocessing, GatewayHost.Segmentation, GatewayHost.Classification])
        {
            settings[$"Services:{service}:Address"] = _services.GrpcAddress;
        }

        _gateway = await LoopbackHost.StartAsync(builder => builder.AddGateway(), app => app.MapGateway(), settings);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task DiagnoseScan_Slices_ComeInOrderWithProgressAndTheVerdictLast()
    {
        var files = 0;
        _fake.PreprocessScan = (count, _) => Slices(files = count);

        var replies = await SendAsync(files: 12);

        Assert.Equal(12, files);
        Assert.Equal(Enumerable.Range(0, 12), replies.Where(reply => reply.Slice is not null).Select(reply => (int)reply.Slice.Index));
        Assert.Equal(Enumerable.Range(0, 13), replies.Where(reply => reply.Progress is not null).Select(reply => (int)reply.Progress.Done));
        var verdict = replies[^1].Verdict;
        Assert.Equal(DiagnosisClass.Covid19, verdict.Classification.DiagnosisClass);
        Assert.Equal([11u], verdict.DecidingSlices);
        Assert.Equal((12u, "d"), (verdict.Slices, verdict.Model.Identity.Digest));
        Assert.Contains("no medical device", verdict.Notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DiagnoseScan_Masks_BecomeVolumesBySide()
    {
        var verdict = (await SendAsync(files: 12))[^1].Verdict;

        // 12 slices of 5 mm, pixels of 2 mm²; each lung has 4 × 10 pixels, and 10 of the right one's are ground glass.
        Assert.Equal([Tissue.Lung, Tissue.GroundGlassOpacity, Tissue.Consolidation], verdict.Volumes.Select(volume => volume.Tissue));
        Assert.Equal(80 * 2 * 60 / 1000.0, verdict.Volumes[0].TotalMl, 9);
        Assert.Equal(40 * 2 * 60 / 1000.0, verdict.Volumes[0].RightMl, 9);
        Assert.Equal((10 * 2 * 60 / 1000.0, 0), (verdict.Volumes[1].RightMl, verdict.Volumes[1].LeftMl));
        Assert.Equal((12.5, 25, 0), (verdict.InvolvementPercent, verdict.RightInvolvementPercent, verdict.LeftInvolvementPercent));
    }

    [Fact]
    public async Task DiagnoseScan_NoGeometry_IsJudgedWithoutVolumesAndSaysSo()
    {
        _fake.PreprocessScan = (_, _) => Slices(3, hasGeometry: false);

        var verdict = (await SendAsync(files: 3))[^1].Verdict;

        Assert.NotNull(verdict.Classification);
        Assert.Empty(verdict.Volumes);
        Assert.Contains(verdict.Warnings, warning => warning.Code == "VOLUMES_UNKNOWN");
    }

    [Fact]
    public async Task DiagnoseScan_FirstAnswer_PinsTheModelOfAllOthers()
    {
        var digests = new ConcurrentBag<string>();
        _fake.Segment = (request, _) =>
        {
            digests.Add(request.ModelDigest);
            return Task.FromResult(Lungs());
        };

        await SendAsync(files: 5);

        Assert.Equal(["", .. Enumerable.Repeat("d", 11)], digests.Order());
    }

    [Fact]
    public async Task DiagnoseScan_ModelGoneMeanwhile_IsAborted()
    {
        _fake.Segment = (request, _) => request.ModelDigest.Length == 0 ? Task.FromResult(Lungs()) : throw FakeServices.Refusal("MODEL_DIGEST_MISMATCH");

        var exception = await Assert.ThrowsAsync<RpcException>(() => SendAsync(files: 3));

        Assert.Equal((StatusCode.Aborted, "MODEL_CHANGED"), (exception.StatusCode, Reason(exception)));
    }

    [Theory]
    [InlineData(Google.Rpc.Code.ResourceExhausted)]
    [InlineData(Google.Rpc.Code.DeadlineExceeded)]
    public async Task DiagnoseScan_BusyOrLateSegmentation_IsAskedAgain(Google.Rpc.Code code)
    {
        var asked = new ConcurrentDictionary<double, bool>();
        _fake.Segment = (request, _) => asked.TryAdd(request.Slice.Geometry.PositionMm[^1], true)
            ? throw Fault.Create(code, "SEGMENTATION_BUSY", "busy").ToRpcException()
            : Task.FromResult(Lungs());

        Assert.Equal(12u, (await SendAsync(files: 12))[^1].Verdict.Slices);
    }

    [Fact]
    public async Task DiagnoseScan_SliceThatCannotBeDecoded_IsToldAndLosesNothing()
    {
        _fake.PreprocessScan = (_, _) => Slices(5, broken: 2);

        var replies = await SendAsync(files: 5);

        Assert.Equal([false, false, true, false, false], replies.Where(reply => reply.Slice is not null).Select(reply => reply.Slice.Diagnosis is null));
        var warning = Assert.Single(replies[^1].Verdict.Warnings, warning => warning.Code == "SLICE_UNREADABLE");
        Assert.StartsWith("1 of 5 slices", warning.Message, StringComparison.Ordinal);
        // The neighbours stand for what is missing.
        Assert.Equal(80 * 2 * 25 / 1000.0, replies[^1].Verdict.Volumes[0].TotalMl, 9);
    }

    [Fact]
    public async Task DiagnoseScan_PreprocessingRefuses_IsPassedOn()
    {
        _fake.PreprocessScan = (_, _) => throw Fault.Create(Code.OutOfRange, "TOO_MANY_FILES", "too many").ToRpcException();

        var exception = await Assert.ThrowsAsync<RpcException>(() => SendAsync(files: 3));

        Assert.Equal((StatusCode.OutOfRange, "TOO_MANY_FILES"), (exception.StatusCode, Reason(exception)));
        Assert.Equal("SCAN_EMPTY", Reason(await Assert.ThrowsAsync<RpcException>(() => SendAsync(files: 0))));
    }

    [Fact]
    public async Task DiagnoseScan_CallerLeaves_StopsTheWork()
    {
        var started = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        _fake.Segment = async (_, context) =>
        {
            started.TrySetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            }
            catch (OperationCanceledException)
            {
                stopped.TrySetResult();
                throw;
            }

            return Lungs();
        };

        using (var call = await OpenAsync(files: 1))
        {
            await started.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }

        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task DiagnoseScan_SlowReader_HoldsUpTheWork()
    {
        var segmented = 0;
        _fake.PreprocessScan = (_, _) => Slices(2000);
        var answer = Lungs();
        answer.Findings.Add(new Finding { Tissue = Tissue.Lung, Mask = answer.Findings[0].Mask, Box = new Box(), Score = 1 });
        answer.Warnings.Add(new Warning { Code = "LONG", Message = new string('x', 50_000) });
        _fake.Segment = (_, _) =>
        {
            Interlocked.Increment(ref segmented);
            return Task.FromResult(answer);
        };

        using var call = await OpenAsync(files: 1);
        var before = -1;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (before != (before = Volatile.Read(ref segmented)) || before == 0)
        {
            await Task.Delay(1000, limit.Token);
        }

        // What is under way, and what the buffers of one connection hold of answers of 50 kB: far from all.
        Assert.InRange(before, 1, 1000);
    }

    [Fact]
    public async Task DiagnoseScan_WhileSlicesAreComputed_TheNextAreDecoded()
    {
        var (decoded, segmented) = (0, 0);
        using var release = new SemaphoreSlim(0);
        _fake.PreprocessScan = (_, _) => Slices(12, onSlice: () => Interlocked.Increment(ref decoded));
        _fake.Segment = async (_, context) =>
        {
            if (Interlocked.Increment(ref segmented) > 1)
            {
                Assert.True(await release.WaitAsync(TimeSpan.FromSeconds(60), context.CancellationToken));
            }

            return Lungs();
        };

        var replies = SendAsync(files: 1);
        // The first one told the models; as many as may be under way are computed, and one more is decoded already.
        await UntilAsync(() => Volatile.Read(ref segmented) == 9 && Volatile.Read(ref decoded) >= 10);
        release.Release(12);

        Assert.Equal(12u, (await replies)[^1].Verdict.Slices);
    }

    [Fact]
    public async Task DiagnoseScan_WhileAnAnswerIsTaken_TheNextAreComputed()
    {
        var segmented = 0;
        var answer = Lungs();
        // Larger than what a connection holds for a reader who does not read.
        answer.Warnings.Add(new Warning { Code = "LONG", Message = new string('x', 3_000_000) });
        _fake.Segment = (_, _) =>
        {
            Interlocked.Increment(ref segmented);
            return Task.FromResult(answer);
        };

        using var call = await OpenAsync(files: 1);

        await UntilAsync(() => Volatile.Read(ref segmented) >= 8);
        Assert.Equal(12u, (await call.ResponseStream.ReadAllAsync(Cancellation).ToListAsync(Cancellation))[^1].Verdict.Slices);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!isSo())
        {
            await Task.Delay(10, limit.Token);
        }
    }

    private static string? Reason(RpcException exception) => exception.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason;

    // Patient's right lung on the left of the image: columns 2 to 6; the left one: columns 14 to 18; each with 10 rows.
    private static SegmentResponse Lungs()
    {
        var response = FakeServices.Segmented();
        response.Findings.Clear();
        response.Findings.Add(new Finding { Tissue = Tissue.Lung, Box = new Box(), Mask = Columns(2, 6) });
        response.Findings.Add(new Finding { Tissue = Tissue.Lung, Box = new Box(), Mask = Columns(14, 18) });
        response.Findings.Add(new Finding { Tissue = Tissue.GroundGlassOpacity, Box = new Box(), Mask = Columns(3, 4) });
        return response;
    }

    private static Mask Columns(int from, int to)
    {
        var pixels = new bool[Side * Side];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = i / Side < 10 && i % Side >= from && i % Side < to;
        }

        return new Mask { Rows = Side, Columns = Side, Rle = Metrics.Segmentation.RunLengthMask.FromPixels(pixels, Side, Side).ToCompressed() };
    }

    private static async IAsyncEnumerable<PreprocessScanResponse> Slices(int count, bool hasGeometry = true, int? broken = null, Action? onSlice = null)
    {
        await Task.Yield();
        for (var i = 0; i < count; i++)
        {
            var geometry = new SliceGeometry { SourceRows = Side, SourceColumns = Side };
            if (hasGeometry)
            {
                (geometry.RowSpacingMm, geometry.ColumnSpacingMm) = (0.2, 10);
                geometry.PositionMm.AddRange([-100, -100, 5.0 * i]);
                geometry.Orientation.AddRange([1, 0, 0, 0, 1, 0]);
            }

            var response = new PreprocessScanResponse { Index = (uint)i, Count = (uint)count, Instance = (uint)(count - i) };
            if (i == broken)
            {
                response.Warnings.Add(new Warning { Code = "SLICE_UNREADABLE", Message = "broken" });
            }
            else
            {
                response.Slice = new Slice { Pixels = ByteString.CopyFrom(new byte[4]), Geometry = geometry };
            }

            onSlice?.Invoke();
            yield return response;
        }
    }

    private async Task<AsyncDuplexStreamingCall<DiagnoseScanRequest, DiagnoseScanResponse>> OpenAsync(int files)
    {
        var call = new DiagnosisService.DiagnosisServiceClient(_gateway.Channel).DiagnoseScan(cancellationToken: Cancellation);
        for (var i = 0; i < files; i++)
        {
            await call.RequestStream.WriteAsync(
                new DiagnoseScanRequest { Chunk = new InstanceChunk { Instance = (uint)i, Data = ByteString.CopyFromUtf8("file"), Last = true } }, Cancellation);
        }

        await call.RequestStream.CompleteAsync();
        return call;
    }

    private async Task<List<DiagnoseScanResponse>> SendAsync(int files)
    {
        using var call = await OpenAsync(files);
        return await call.ResponseStream.ReadAllAsync(Cancellation).ToListAsync(Cancellation);
    }
}
