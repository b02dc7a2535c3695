using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Layers;

/// <summary>
/// Batch norm over [N, C, H, W] (Ioffe and Szegedy, 2015; eps 1e-5, momentum 0.1). In evaluation the mode decides where the statistics come
/// from, and nothing changes. In training they come from the whole batch, and the running statistics follow.
/// </summary>
internal sealed class ImageBatchNorm : Module<Tensor, Tensor>
{
    private const double Momentum = 0.1;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    [ComponentName(Name = "running_mean")]
    private readonly Tensor _runningMean;

    [ComponentName(Name = "running_var")]
    private readonly Tensor _runningVariance;

    [ComponentName(Name = "num_batches_tracked")]
    private readonly Tensor _batchesTracked;

    private readonly BatchNormMode _mode;
    private readonly int _rowsPerImage;

    /// <param name="channels">C.</param>
    /// <param name="mode">Where the statistics come from.</param>
    /// <param name="rowsPerImage">How many consecutive rows of N belong to one image and share their batch statistics.</param>
    internal ImageBatchNorm(long channels, BatchNormMode mode, int rowsPerImage = 1)
        : base(nameof(ImageBatchNorm))
    {
        _mode = mode;
        _rowsPerImage = rowsPerImage;
        _weight = Parameter(ones(channels));
        _bias = Parameter(zeros(channels));
        _runningMean = zeros(channels);
        _runningVariance = ones(channels);
        _batchesTracked = zeros([], ScalarType.Int64);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        if (training)
        {
            using (no_grad())
                _batchesTracked.add_(1);
            return Normalise(input, _runningMean, _runningVariance, ofBatch: true);
        }

        if (_mode == BatchNormMode.RunningStatistics)
            return Normalise(input, _runningMean, _runningVariance, ofBatch: false);
        return input.shape[0] == _rowsPerImage ? Normalise(input, null, null, ofBatch: true) : NormaliseEachImage(input);
    }

    private Tensor NormaliseEachImage(Tensor input)
    {
        using var scope = NewDisposeScope();
        var images = input.split(_rowsPerImage).Select(image => Normalise(image, null, null, ofBatch: true)).ToArray();
        return cat(images).MoveToOuterDisposeScope();
    }

    private Tensor Normalise(Tensor input, Tensor? mean, Tensor? variance, bool ofBatch)
    {
        return functional.batch_norm(input, mean!, variance!, _weight, _bias, ofBatch, Momentum);
    }
}
