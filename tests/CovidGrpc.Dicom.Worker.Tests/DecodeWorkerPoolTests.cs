using System.Diagnostics;
using CovidGrpc.Dicom.Worker.Pool;
using CovidGrpc.Tests;

namespace CovidGrpc.Dicom.Worker.Tests;

/// <summary>By itself: memory is counted for the whole process.</summary>
[Collection(nameof(DecodeWorkerPoolTests))]
[CollectionDefinition(nameof(DecodeWorkerPoolTests), DisableParallelization = true)]
public sealed class DecodeWorkerPoolTests
{
    private static readonly DicomTransferSyntax Jpeg2000 = DicomTransferSyntax.Find("1.2.840.10008.1.2.4.90")!;
    private static readonly PixelFormat Format = PixelFormat.Read(SyntheticCt.Dataset(16, 16).SetNumber(DicomTag.BitsAllocated, 8)
        .SetNumber(DicomTag.BitsStored, 8).SetNumber(DicomTag.HighBit, 7).SetNumber(DicomTag.PixelRepresentation, 0));

    // Of a machine that is busy with other things.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Decode_GreyJpeg_GivesItsPixels()
    {
        using var pool = new DecodeWorkerPool();
        var frame = Decode(pool, SmallJpeg.Bytes);
        Assert.All(frame.Select((value, i) => value - SmallJpeg.Expected(i / 16, i % 16)), difference => Assert.InRange(difference, -2, 2));
    }

    [Fact]
    public void Decode_SeveralFrames_UseTheSameProcess()
    {
        using var pool = new DecodeWorkerPool(new DecodeWorkerOptions { MaxWorkers = 1 });
        Decode(pool, SmallJpeg.Bytes);
        var first = Assert.Single(pool.IdleProcesses);
        Assert.Equal(DicomReasons.CodeStreamDamaged, Refused(pool, SmallJpeg.Bytes[..40]).Reason);
        Decode(pool, SmallJpeg.Bytes);
        Assert.Equal(first, Assert.Single(pool.IdleProcesses));
    }

    [Fact]
    public void Decode_WorkerThatDiedMeanwhile_IsReplaced()
    {
        using var pool = new DecodeWorkerPool(new DecodeWorkerOptions { MaxWorkers = 1 });
        Decode(pool, SmallJpeg.Bytes);
        var first = Assert.Single(pool.IdleProcesses);
        using (var process = Process.GetProcessById(first))
        {
            process.Kill();
            Assert.True(process.WaitForExit(Patience));
        }

        Assert.Equal(256, Decode(pool, SmallJpeg.Bytes).Length);
        Assert.NotEqual(first, Assert.Single(pool.IdleProcesses));
    }

    [Fact]
    public void Decode_ProgramThatNeverAnswers_IsKilledAndSaidToBeMissing()
    {
        using var pool = new DecodeWorkerPool(new DecodeWorkerOptions { ProgramPath = "/bin/cat", StartTime = TimeSpan.FromMilliseconds(300) });
        Assert.Equal(DicomReasons.DecoderUnavailable, Refused(pool, SmallJpeg.Bytes).Reason);
        Assert.Empty(pool.IdleProcesses);
    }

    [Fact]
    public void Decode_ProgramThatIsNotThere_IsRefusedByItsName()
    {
        using var pool = new DecodeWorkerPool(new DecodeWorkerOptions { ProgramPath = "/nowhere/worker" });
        var exception = Refused(pool, SmallJpeg.Bytes);
        Assert.Equal(DicomReasons.DecoderUnavailable, exception.Reason);
        Assert.Contains("CovidGrpc.Dicom.Worker", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_MoreTimeThanAllowed_KillsTheWorkerAndTheNextFrameIsDecoded()
    {
        // By the clock it has an hour: what it takes too much of is the processor's time.
        using var pool = new DecodeWorkerPool(new DecodeWorkerOptions { ProgramPath = SpinningProgram(), ProcessorTime = TimeSpan.FromMilliseconds(200), ClockTime = TimeSpan.FromHours(1) });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);

        var exception = Assert.Throws<DicomException>(() => pool.Decode(SmallJpeg.Syntax, SmallJpeg.Bytes, Format, limit.Token));

        Assert.Equal(DicomReasons.DecoderLimit, exception.Reason);
        Assert.Contains("too long", exception.Message, StringComparison.Ordinal);
        Assert.Empty(pool.IdleProcesses);
    }

    [Fact]
    public async Task Decode_Cancelled_EndsAtOnce()
    {
        using var pool = new DecodeWorkerPool(new DecodeWorkerOptions { ProgramPath = SpinningProgram(), ProcessorTime = TimeSpan.FromHours(1), ClockTime = TimeSpan.FromHours(1) });
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        source.CancelAfter(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => pool.Decode(SmallJpeg.Syntax, SmallJpeg.Bytes, Format, source.Token), Cancellation)
            .WaitAsync(Patience, Cancellation));
    }

    [Fact]
    public void Decode_HugeJpeg2000_IsRefusedBeforeItsPixelsAreAllocated()
    {
        // SIZ announces 2^31 − 1 squared (ITU-T T.800 A.5.1).
        byte[] stream =
        [
            0xFF, 0x4F, 0xFF, 0x51, 0, 41, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0,
            0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 7, 1, 1,
        ];
        using var pool = new DecodeWorkerPool();
        var exception = Assert.Throws<DicomException>(() => pool.Decode(Jpeg2000, stream, Format, Cancellation));
        Assert.Contains(exception.Reason, (string[])[DicomReasons.CodeStreamDamaged, DicomReasons.DecoderUnavailable]);
    }

    [Fact]
    public void Decode_MoreMemoryThanTheCap_IsOneErrorAndTheNextFrameIsDecoded()
    {
        // The largest frame that is taken.
        const int side = 4096;
        using var pool = new DecodeWorkerPool(new DecodeWorkerOptions { MaxWorkers = 1 });
        Decode(pool, SmallJpeg.Bytes);
        var worker = Assert.Single(pool.IdleProcesses);
        var before = Environment.WorkingSet;
        var format = PixelFormat.Read(SyntheticCt.Dataset(64, 64).SetNumber(DicomTag.Rows, side).SetNumber(DicomTag.Columns, side).SetNumber(DicomTag.PixelRepresentation, 0));

        var exception = Assert.Throws<DicomException>(() => pool.Decode(Jpeg2000, GreedyJpeg2000.Of(side), format, Cancellation));

        Assert.SkipWhen(exception.Reason == DicomReasons.DecoderUnavailable, "needs libopenjp2");
        Assert.DoesNotContain('\n', exception.Message);
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 64 << 20);
        Assert.Equal(256, Decode(pool, SmallJpeg.Bytes).Length);
        var next = Assert.Single(pool.IdleProcesses);
        if (exception.Reason == DicomReasons.DecoderLimit)
        {
            Assert.NotEqual(worker, next);
            Assert.Throws<ArgumentException>(() => Process.GetProcessById(worker));
        }
        else
        {
            // The library saw by itself that it was given no memory.
            Assert.Equal((DicomReasons.CodeStreamDamaged, worker), (exception.Reason, next));
            Assert.InRange(PeakBytes(next), MemoryCap.ProcessBytes / 2, MemoryCap.ProcessBytes + (256L << 20));
        }
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless")]
    [InlineData("1.2.840.10008.1.2.4.102", "MPEG-4")]
    public void Decode_HighThroughputAndVideo_AreRefusedByName(string uid, string name)
    {
        using var pool = new DecodeWorkerPool();
        var exception = Assert.Throws<DicomException>(() => pool.Decode(DicomTransferSyntax.Find(uid)!, new byte[10], Format, Cancellation));
        Assert.Equal(DicomReasons.UnsupportedTransferSyntax, exception.Reason);
        Assert.StartsWith(name, exception.Message, StringComparison.Ordinal);
    }

    // Resident at most, what files are mapped included, which the cap does not count.
    private static long PeakBytes(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) << 10;
    }

    private static byte[] Decode(DecodeWorkerPool pool, byte[] stream) => pool.Decode(SmallJpeg.Syntax, stream, Format, Cancellation);

    private static DicomException Refused(DecodeWorkerPool pool, byte[] stream) => Assert.Throws<DicomException>(() => Decode(pool, stream));

    // Says that it is ready, as a worker does, and then spins for ever.
    private static string SpinningProgram()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "spinning-worker");
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("needs a shell");
        }
        else if (!File.Exists(path))
        {
            var draft = path + Guid.NewGuid().ToString("N");
            File.WriteAllText(draft, "#!/bin/sh\nprintf '\\000\\000\\000\\000\\000\\000\\000\\000'\nwhile :; do :; done\n");
            File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.Move(draft, path, overwrite: true);
        }

        return path;
    }
}
