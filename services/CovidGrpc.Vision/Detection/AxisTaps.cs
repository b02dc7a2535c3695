using static TorchSharp.torch;

namespace CovidGrpc.Vision.Detection;

/// <summary>
/// Which cells of one axis of a feature map count in each of a RoI's P bins, and how much: each bin averages two samples, each of them between two
/// cells. For R RoIs, one after the other.
/// </summary>
internal sealed class AxisTaps(long count, int bins)
{
    /// <summary>Cells that count in a bin.</summary>
    internal const int PerBin = 2 * SamplingRatio;

    private const int SamplingRatio = 2;

    private readonly int[] _cells = new int[checked(count * bins * PerBin)];
    private readonly float[] _weights = new float[checked(count * bins * PerBin)];
    private int _next;

    /// <summary>The next RoI. It is at least one cell long; a sample outside the map counts nothing.</summary>
    /// <param name="low">Its beginning, in cells.</param>
    /// <param name="high">Its end, in cells.</param>
    /// <param name="length">Cells of the axis.</param>
    /// <param name="first">Number of the axis's first cell.</param>
    /// <param name="stride">From the number of one cell to that of the next.</param>
    internal void Add(float low, float high, int length, int first, int stride)
    {
        var binSize = MathF.Max(high - low, 1) / bins;
        for (var sample = 0; sample < bins * SamplingRatio; sample++)
        {
            var position = low + ((sample / SamplingRatio) + (((sample % SamplingRatio) + 0.5f) / SamplingRatio)) * binSize;
            var clamped = MathF.Min(MathF.Max(position, 0), length - 1);
            var before = (int)clamped;
            var share = clamped - before;
            var weight = position >= -1 && position <= length ? 1f / SamplingRatio : 0;
            Add(first + (before * stride), (1 - share) * weight);
            Add(first + (Math.Min(before + 1, length - 1) * stride), share * weight);
        }
    }

    /// <summary>[R × P × 4], int32.</summary>
    internal Tensor Cells(Device device) => tensor(_cells, ScalarType.Int32, device);

    /// <summary>[R × P × 4].</summary>
    internal Tensor Weights(Device device) => tensor(_weights, ScalarType.Float32, device);

    private void Add(int cell, float weight)
    {
        _cells[_next] = cell;
        _weights[_next++] = weight;
    }
}
