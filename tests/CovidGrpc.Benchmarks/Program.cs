using System.Diagnostics;
using CovidGrpc.Benchmarks;

// One slice through both rooms, and the residual network alone, turn by turn in one run: the ratio holds on any machine, and on a busy one.
const int Rounds = 15;
const double LargestRatio = 2.5;

var (seconds, bytes) = MillionPredictions.Run();
Console.WriteLine($"a million predictions with 1000 resamples: {seconds:F1} s (below {MillionPredictions.MostSeconds}), {bytes / 1e6:F0} bytes a prediction");

TorchSharp.torch.set_num_threads(2);
var tooSlow = seconds >= MillionPredictions.MostSeconds;
foreach (var mode in new[] { "batch_statistics", "running_statistics" })
{
    using var slice = new SliceThroughModel(mode);
    slice.WarmUp();
    var (whole, body) = (new double[Rounds], new double[Rounds]);
    for (var round = 0; round < Rounds; round++)
    {
        whole[round] = Milliseconds(slice.RunWhole);
        body[round] = Milliseconds(slice.RunBody);
    }

    var (wholeMedian, bodyMedian) = (Median(whole), Median(body));
    var ratio = wholeMedian / bodyMedian;
    tooSlow |= ratio >= LargestRatio;
    Console.WriteLine($"resnext50_32x4d {mode}: slice {wholeMedian:F0} ms, body {bodyMedian:F0} ms, ratio {ratio:F2} (below {LargestRatio})");
    Console.WriteLine($"  {slice.LastTimings}");
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
