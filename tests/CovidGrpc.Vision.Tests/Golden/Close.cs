using System.Text.Json;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests.Golden;

/// <summary>Comparison of numbers at stated tolerances.</summary>
internal static class Close
{
    public static void To(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {actual.Length} values instead of {expected.Length}");
        var worst = 0.0;
        for (var i = 0; i < expected.Length; i++)
        {
            var deviation = Math.Abs((double)expected[i] - actual[i]);
            worst = double.IsNaN(deviation) ? double.PositiveInfinity : Math.Max(worst, deviation);
        }

        Assert.True(worst <= tolerance, $"{what}: deviates by {worst:E2}, more than {tolerance:E0}");
    }

    /// <summary>Compares the sampled values, the mean and the extremes of a summary (its rule stands in the golden set's README).</summary>
    public static void ToSummary(JsonElement summary, Tensor actual, double tolerance, string what)
    {
        Assert.Equal(summary.GetProperty("shape").Integers().Select(side => (long)side), actual.shape);
        var values = actual.Values();
        var samples = summary.GetProperty("samples").Floats();
        To(samples, [.. samples.Select((_, k) => values[(k * 1000003L + 12345) % values.Length])], tolerance, $"{what}, samples");
        To([summary.GetProperty("mean").GetSingle()], [(float)values.Average(value => (double)value)], tolerance, $"{what}, mean");
        To([summary.GetProperty("min").GetSingle(), summary.GetProperty("max").GetSingle()], [values.Min(), values.Max()], tolerance,
            $"{what}, extremes");
    }

    /// <summary>Indices of expected boxes without a partner as near as the tolerance; no partner serves twice.</summary>
    public static IReadOnlyList<int> Unmatched(float[] expected, float[] actual, double tolerance)
    {
        var free = actual.Chunk(4).ToList();
        var unmatched = new List<int>();
        foreach (var (index, box) in expected.Chunk(4).Index())
        {
            var partner = free.FindIndex(other => other.Zip(box).All(pair => Math.Abs(pair.First - pair.Second) <= tolerance));
            if (partner < 0)
                unmatched.Add(index);
            else
                free.RemoveAt(partner);
        }

        return unmatched;
    }

    public static float[] Values(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().contiguous().data<float>().ToArray();
    }
}
