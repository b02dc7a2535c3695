using System.Diagnostics;
using CovidGrpc.Dicom;
using CovidGrpc.Dicom.Worker.Pool;
using CovidGrpc.Tests;

namespace CovidGrpc.LongTests;

/// <summary>Mutated files of the corpus: no crash, no hang, bounded memory. COVIDGRPC_MUTATIONS sets their number.</summary>
public sealed class DicomMutationTests(ITestOutputHelper output)
{
    private const long MostBytes = 256L << 20;

    // A worker is killed after a second of processor time; on a busy machine the clock runs on.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Read_MutatedCorpus_NeitherCrashesNorHangsNorGrows()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("COVIDGRPC_MUTATIONS") ?? "100000");
        var originals = Corpus.Entries().Where(entry => entry.Bytes.Length > 200).ToArray();
        // What the process holds without a file being read, the corpus included.
        GC.Collect();
        var before = Environment.WorkingSet;
        var random = new Random(20201125);
        var (read, refused, slowest, most) = (0, 0, TimeSpan.Zero, 0L);
        using var pool = new DecodeWorkerPool();
        for (var i = 0; i < count; i++)
        {
            var original = originals[i % originals.Length];
            var mutant = Mutation.Of(original.Bytes, random, from: 128, to: random.Next(2) == 0 ? 2000 : int.MaxValue);
            var started = Stopwatch.GetTimestamp();
            var reading = Task.Run(() => IsRead(mutant, pool));
            if (await Task.WhenAny(reading, Task.Delay(Longest, TestContext.Current.CancellationToken)) != reading)
            {
                var kept = Path.Combine(Path.GetTempPath(), $"mutant-{i}.dcm");
                await File.WriteAllBytesAsync(kept, mutant, TestContext.Current.CancellationToken);
                Assert.Fail($"a mutant of {original.File} takes longer than {Longest}: {kept}");
            }

            (read, refused) = await reading ? (read + 1, refused) : (read, refused + 1);
            var elapsed = Stopwatch.GetElapsedTime(started);
            slowest = elapsed > slowest ? elapsed : slowest;
            most = Math.Max(most, Environment.WorkingSet);
        }

        output.WriteLine($"{read} read, {refused} refused, slowest {slowest.TotalMilliseconds:0} ms, {most >> 20} MiB at most ({before >> 20} MiB before)");
        Assert.InRange(most, 0, MostBytes);
    }

    private static bool IsRead(byte[] mutant, DecodeWorkerPool pool)
    {
        try
        {
            PixelDigest.Sha256(PixelData.Open(DicomFile.Read(mutant)), pool, TestContext.Current.CancellationToken);
            return true;
        }
        catch (DicomException exception)
        {
            Assert.DoesNotContain('\n', exception.Message);
            return false;
        }
    }
}
