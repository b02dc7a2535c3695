using CovidGrpc.Contracts;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using CovidGrpc.Tests;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace CovidGrpc.Preprocessing.Tests;

/// <summary>Scans through the real host on loopback; by themselves, since memory is counted for the whole process.</summary>
[Collection(nameof(PreprocessScanTests))]
[CollectionDefinition(nameof(PreprocessScanTests), DisableParallelization = true)]
public sealed class PreprocessScanTests : IAsyncLifetime
{
    private const int ChunkBytes = 65536;

    private const int FirstFiles = 3;

    private static readonly byte[][] Series = SampleSeries.Files(12);

    private readonly DirectoryInfo _spool = Directory.CreateTempSubdirectory("covidgrpc-test-spool-");
    private LoopbackHost? _host;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _host!.DisposeAsync();
        _spool.Delete(recursive: true);
    }

    [Fact]
    public async Task PreprocessScan_AnyOrder_GivesTheSameSlicesFromTheFeet()
    {
        var expected = await SendAsync(Series);
        Assert.Equal(Enumerable.Range(0, 12), expected.Select(slice => (int)slice.Index));
        Assert.Equal(Enumerable.Range(0, 12).Select(i => 2.0 * i), expected.Select(slice => slice.Slice.Geometry.PositionMm[2]));
        Assert.All(expected, slice => Assert.Equal(12u, slice.Count));
        Assert.True(Assert.Single(expected[0].Series).Chosen);
        Assert.Equal(2, expected[0].Series[0].SliceDistanceMm, 9);

        var shuffled = Series.ToArray();
        new Random(1).Shuffle(shuffled);
        var actual = await SendAsync(shuffled);

        Assert.Equal(expected.Select(slice => slice.Slice), actual.Select(slice => slice.Slice));
        Assert.Equal(actual.Select(slice => shuffled[slice.Instance]), Series);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PreprocessScan_FramesOfOneFile_GiveTheSlicesOfTheSingleFiles(bool isCompressed)
    {
        byte[][] shuffled = [Series[3], Series[0], Series[2], Series[1]];

        var frames = await SendAsync([EnhancedCt.Of(shuffled, isCompressed)]);

        Assert.Equal([1u, 3u, 2u, 0u], frames.Select(slice => slice.Frame));
        Assert.All(frames, slice => Assert.Equal((0u, 4u), (slice.Instance, slice.Count)));
        Assert.Equal((await SendAsync(Series[..4])).Select(slice => slice.Slice), frames.Select(slice => slice.Slice));
        Assert.Empty(frames[0].ScanWarnings);
    }

    [Fact]
    public async Task PreprocessScan_FramesThatOtherFilesHoldToo_AreToldAndTakenOnce()
    {
        var slices = await SendAsync([EnhancedCt.Of(Series[..4], isCompressed: false), .. Series[2..6], EnhancedCt.Of(Series[1..3], isCompressed: false)]);

        Assert.Equal([0.0, 2, 4, 6, 8, 10], slices.Select(slice => slice.Slice.Geometry.PositionMm[2]));
        var warning = Assert.Single(slices[0].ScanWarnings);
        Assert.Equal("DUPLICATE_SLICES", warning.Code);
        Assert.StartsWith("4 images", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ct/eCT_Supplemental.dcm")]
    [InlineData("transcoded/eCT_jls.dcm")]
    [InlineData("transcoded/eCT_jpegll_sv1_frag.dcm")]
    public async Task PreprocessScan_RealEnhancedCt_IsAScan(string file)
    {
        var slices = await SendAsync([await File.ReadAllBytesAsync(SharedFolder.Require(Path.Combine("data", "dicom", file)), Cancellation)]);

        Assert.Equal(2, slices.Count);
        Assert.All(slices, slice => Assert.NotNull(slice.Slice));
        Assert.NotEqual(slices[0].Frame, slices[1].Frame);
    }

    [Fact]
    public async Task PreprocessScan_FortySlices_KeepsAFewInMemory()
    {
        var files = SampleSeries.Files(40);
        await SendAsync(files[..8]);
        using var call = new PreprocessingService.PreprocessingServiceClient(_host!.Channel).PreprocessScan(cancellationToken: Cancellation);
        await call.RequestStream.TryWriteAllAsync(Chunks(files), Cancellation);
        var alive = new List<long>();
        while (await call.ResponseStream.MoveNext(Cancellation))
        {
            alive.Add(GC.GetTotalMemory(forceFullCollection: true));
        }

        // Of 40 files and slices together there are 30 MiB.
        Assert.Equal(files.Length, alive.Count);
        Assert.InRange(alive.Skip(10).Max() - alive[4], long.MinValue, 8 << 20);
    }

    [Fact]
    public async Task PreprocessScan_BadFilesAmongGoodOnes_AreToldAndLoseNothing()
    {
        var slices = await SendAsync([.. Series, Series[3].AsSpan(0, 5000).ToArray(), "no image"u8.ToArray(), []]);

        Assert.Equal(12, slices.Count);
        var warning = Assert.Single(slices[0].ScanWarnings);
        Assert.Equal("INSTANCES_UNREADABLE", warning.Code);
        Assert.Contains("3 files", warning.Message, StringComparison.Ordinal);
        Assert.Contains("DICOM_TRUNCATED (1)", warning.Message, StringComparison.Ordinal);
        Assert.Contains("UNKNOWN_FORMAT (1)", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PreprocessScan_Pictures_ComeInTheOrderOfTheirNumbersAndSaySo()
    {
        var picture = await File.ReadAllBytesAsync(Repository.PathOf("deploy", "sample", "chest.png"), Cancellation);

        var slices = await SendAsync([picture, picture]);

        Assert.Equal([0u, 1u], slices.Select(slice => slice.Instance));
        Assert.Equal("SCAN_GEOMETRY_UNKNOWN", Assert.Single(slices[0].ScanWarnings).Code);
        Assert.Empty(slices[0].Series);
        Assert.Equal("PICTURES_LEFT_OUT", Assert.Single((await SendAsync([picture, .. Series]))[0].ScanWarnings).Code);
    }

    [Fact]
    public async Task PreprocessScan_NoImageAtAll_IsInvalidWithReasons()
    {
        var exception = await Assert.ThrowsAsync<RpcException>(() => SendAsync(["nothing"u8.ToArray(), "at all"u8.ToArray()]));

        Assert.Equal(StatusCode.InvalidArgument, exception.StatusCode);
        Assert.Equal("NO_AXIAL_SERIES", Reason(exception));
        Assert.Contains("UNKNOWN_FORMAT (2)", exception.Status.Detail, StringComparison.Ordinal);
        Assert.Equal("UNKNOWN_FORMAT", Reason(await Assert.ThrowsAsync<RpcException>(() => SendAsync(["nothing"u8.ToArray()]))));
        Assert.Equal("SCAN_EMPTY", Reason(await Assert.ThrowsAsync<RpcException>(() => SendAsync([]))));
    }

    [Theory]
    [InlineData("Scans:MostFiles", "5", "TOO_MANY_FILES")]
    [InlineData("Scans:MostBytes", "2000000", "SCAN_TOO_LARGE")]
    [InlineData("Scans:MostFileBytes", "100000", "FILE_TOO_LARGE")]
    public async Task PreprocessScan_OverALimit_IsRefusedByNameAndLeavesNothing(string key, string value, string reason)
    {
        await using var host = await StartAsync(new() { [key] = value });

        var exception = await Assert.ThrowsAsync<RpcException>(() => SendAsync(Series, host));

        Assert.Equal((StatusCode.OutOfRange, reason), (exception.StatusCode, Reason(exception)));
        Assert.Empty(_spool.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task PreprocessScan_SpoolDiskFull_IsExhaustedAndTheNextScanIsTaken()
    {
        using var disk = TinyDisk.Mount();
        await using var host = await StartAsync(new() { ["Scans:MostScans"] = "1" }, disk.Path);

        var exception = await Assert.ThrowsAsync<RpcException>(() => SendAsync(Series, host));

        Assert.Equal((StatusCode.ResourceExhausted, "DISK_FULL"), (exception.StatusCode, Reason(exception)));
        Assert.True(exception.GetRpcStatus()!.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        Assert.Single(await SendAsync(Series[..1], host));
    }

    [Fact]
    public async Task PreprocessScan_PartsOutOfSequence_AreRefusedByName()
    {
        Assert.Equal("INSTANCE_INTERRUPTED", await RefusalAsync(Chunk(0, last: false), Chunk(1, last: true)));
        Assert.Equal("INSTANCE_REPEATED", await RefusalAsync(Chunk(0, last: true), Chunk(0, last: true)));
        Assert.Equal("INSTANCE_INCOMPLETE", await RefusalAsync(Chunk(0, last: false)));
        Assert.Equal("CHUNK_TOO_LARGE", await RefusalAsync(new PreprocessScanRequest { Chunk = new InstanceChunk { Data = ByteString.CopyFrom(new byte[ChunkBytes + 1]) } }));
        Assert.Equal("CONTENT", await RefusalAsync(Chunk(0, last: true), new PreprocessScanRequest { Window = new Window { Center = 40, Width = 400 } }));
        Assert.Equal("WINDOW", await RefusalAsync(new PreprocessScanRequest { Window = new Window() }));
    }

    [Fact]
    public async Task PreprocessScan_CallerLeaves_SpoolIsEmptyAndItsPlaceFree()
    {
        await using var host = await StartAsync(new() { ["Scans:MostScans"] = "1" });
        using (await TakeThePlaceAsync(host))
        {
            Assert.True(await IsRefusedAsync(host));
            Assert.Empty(_spool.EnumerateFileSystemInfos());
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await IsRefusedAsync(host))
        {
            await Task.Delay(20, limit.Token);
        }
    }

    [Fact]
    public async Task PreprocessScan_OthersAreRefusedWhileTheySend_TheOneUnderWayGoesOn()
    {
        await using var host = await StartAsync(new() { ["Scans:MostScans"] = "1" });
        using var call = await TakeThePlaceAsync(host);

        // No more within 5 s: Kestrel counts a refused stream until then, and bears 200 of them on a connection.
        for (var scan = 0; scan < 150; scan++)
        {
            Assert.True(await IsRefusedAsync(host));
        }

        await call.RequestStream.CompleteAsync();
        Assert.Equal(FirstFiles, (await call.ResponseStream.ReadAllAsync(Cancellation).ToListAsync(Cancellation)).Count);
    }

    private static string? Reason(RpcException exception) => exception.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason;

    private static PreprocessScanRequest Chunk(uint instance, bool last) => new() { Chunk = new InstanceChunk { Instance = instance, Data = ByteString.CopyFromUtf8("x"), Last = last } };

    private static IEnumerable<PreprocessScanRequest> Chunks(byte[][] files)
    {
        foreach (var (instance, file) in files.Index())
        {
            for (var at = 0; at == 0 || at < file.Length; at += ChunkBytes)
            {
                var part = ByteString.CopyFrom(file.AsSpan(at, Math.Min(ChunkBytes, file.Length - at)));
                yield return new() { Chunk = new InstanceChunk { Instance = (uint)instance, Data = part, Last = at + part.Length == file.Length } };
            }
        }
    }

    private Task<LoopbackHost> StartAsync(Dictionary<string, string?>? settings = null, string? spool = null) => LoopbackHost.StartAsync(
        builder => builder.AddPreprocessing(), app => app.MapPreprocessing(), new Dictionary<string, string?>(settings ?? []) { ["Scans:Spool"] = spool ?? _spool.FullName });

    private async Task<List<PreprocessScanResponse>> SendAsync(byte[][] files, LoopbackHost? host = null)
    {
        using var call = new PreprocessingService.PreprocessingServiceClient((host ?? _host!).Channel).PreprocessScan(cancellationToken: Cancellation);
        await call.RequestStream.TryWriteAllAsync(Chunks(files), Cancellation);
        return await call.ResponseStream.ReadAllAsync(Cancellation).ToListAsync(Cancellation);
    }

    // Sends the first files of a scan, more than a server holds that has not begun to read it: the place is taken when they are sent.
    private static async Task<AsyncDuplexStreamingCall<PreprocessScanRequest, PreprocessScanResponse>> TakeThePlaceAsync(LoopbackHost host)
    {
        var call = new PreprocessingService.PreprocessingServiceClient(host.Channel).PreprocessScan(cancellationToken: Cancellation);
        foreach (var chunk in Chunks(Series[..FirstFiles]))
        {
            await call.RequestStream.WriteAsync(chunk, Cancellation);
        }

        return call;
    }

    private async Task<bool> IsRefusedAsync(LoopbackHost host)
    {
        try
        {
            Assert.Equal(Series.Length, (await SendAsync(Series, host)).Count);
            return false;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted && Reason(e) == "SCANS_BUSY")
        {
            return true;
        }
    }

    private async Task<string?> RefusalAsync(params PreprocessScanRequest[] requests)
    {
        using var call = new PreprocessingService.PreprocessingServiceClient(_host!.Channel).PreprocessScan(cancellationToken: Cancellation);
        await call.RequestStream.TryWriteAllAsync(requests, Cancellation);
        return Reason(await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Cancellation)));
    }
}
