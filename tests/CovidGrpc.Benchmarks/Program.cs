using System.Diagnostics;
using CovidGrpc.Benchmarks;
using CovidGrpc.Vision;

// One slice through both rooms, and the residual network alone, turn by turn in one run, as written and simplified: ratios hold on any machine,
// and on a busy one.
const int Rounds = 15;
const double LargestRatio = 2.5;

var (seconds, bytes) = MillionPredictions.Run();
Console.WriteLine($"a million predictions with 1000 resamples: {seconds:F1} s (below {MillionPredictions.MostSeconds}), {bytes / 1e6:F0} bytes a prediction");

TorchSharp.torch.set_num_threads(2);
var tooSlow = seconds >= MillionPredictions.MostSeconds;
foreach (var mode in new[] { "batch_statistics", "running_statistics" })
{
    using var written = new SliceThroughModel(mode, Placement.Cpu);
    using var simplified = new SliceThroughModel(mode, Placement.Cpu with { Simplifies = true });
    SliceThroughModel[] both = [written, simplified];
    var (whole, body) = (both.Select(_ => new double[Rounds]).ToArray(), both.Select(_ => new double[Rounds]).ToArray());
    foreach (var slice in both)
        slice.WarmUp();
    for (var round = 0; round < Rounds; round++)
    {
        for (var i = 0; i < both.Length; i++)
        {
            whole[i][round] = Milliseconds(both[i].RunWhole);
            body[i][round] = Milliseconds(both[i].RunBody);
        }
    }

    var fastestBody = body.Min(Median);
    var ratio = Median(whole[1]) / fastestBody;
    tooSlow |= ratio >= LargestRatio;
    Console.WriteLine($"resnext50_32x4d {mode}: slice {Median(whole[1]):F0} ms, fastest body {fastestBody:F0} ms, ratio {ratio:F2} (below {LargestRatio})");
    Console.WriteLine($"  as written: slice {Median(whole[0]):F0} ms, body {Median(body[0]):F0} ms; simplified: body {Median(body[1]):F0} ms");
    Console.WriteLine($"  as written {written.LastTimings}");
    Console.WriteLine($"  simplified {simplified.LastTimings}");
}

return tooSlow ? 1 : 0;

static double Milliseconds(Action action)
{
    var start = Stopwatch.GetTimestamp();
    action();
    return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}

static double Median(double[] values)
{
    return values.Order().ElementAt(values.Length / 2);
}
