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
    public void Read_MutatedCorpus_NeitherCrashesNorHangsNorGrows()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("COVIDGRPC_MUTATIONS") ?? "100000");
        var originals = Corpus.Entries().Where(entry => entry.Bytes.Length > 200).Select(entry => entry.Bytes).ToArray();
        // What the process holds without a file being read, the corpus included.
        GC.Collect();
        var before = Environment.WorkingSet;
        var random = new Random(20201125);
        var (read, refused, slowest, most) = (0, 0, TimeSpan.Zero, 0L);
        using var pool = new DecodeWorkerPool();
        for (var i = 0; i < count; i++)
        {
            var mutant = Mutation.Of(originals[i % originals.Length], random, from: 128, to: random.Next(2) == 0 ? 2000 : int.MaxValue);
            var started = Stopwatch.GetTimestamp();
            try
            {
                var pixels = PixelData.Open(DicomFile.Read(mutant));
                PixelDigest.Sha256(pixels, pool, TestContext.Current.CancellationToken);
                read++;
            }
            catch (DicomException exception)
            {
                Assert.DoesNotContain('\n', exception.Message);
                refused++;
            }

            var elapsed = Stopwatch.GetElapsedTime(started);
            slowest = elapsed > slowest ? elapsed : slowest;
            most = Math.Max(most, Environment.WorkingSet);
            Assert.True(elapsed < Longest, $"mutant {i} took {elapsed}");
        }

        output.WriteLine($"{read} read, {refused} refused, slowest {slowest.TotalMilliseconds:0} ms, {most >> 20} MiB at most ({before >> 20} MiB before)");
        Assert.InRange(most, 0, MostBytes);
    }
}
