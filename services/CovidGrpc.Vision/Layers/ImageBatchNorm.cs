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
    private const double Epsilon = 1e-5;
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
    private bool _isFolded;

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

    /// <summary>Moves what this norm does into the convolution before it, where statistics are running ones.</summary>
    internal void FoldIntoPrevious(Conv2d convolution)
    {
        if (_mode != BatchNormMode.RunningStatistics)
            return;
        using var scope = NewDisposeScope();
        var (scale, shift) = Affine();
        if (convolution.bias is { } bias)
            shift += bias * scale;
        convolution.weight = new Parameter(convolution.weight! * scale.view(-1, 1, 1, 1), requires_grad: false);
        convolution.bias = new Parameter(shift, requires_grad: false);
        _isFolded = true;
    }

    /// <summary>Moves what this norm does into the convolution behind it, which must have no padding, where statistics are running ones.</summary>
    internal void FoldIntoNext(Conv2d convolution)
    {
        if (_mode != BatchNormMode.RunningStatistics)
            return;
        using var scope = NewDisposeScope();
        var (scale, shift) = Affine();
        var shifted = convolution.bias! + (convolution.weight! * shift.view(1, -1, 1, 1)).sum([1, 2, 3]);
        convolution.weight = new Parameter(convolution.weight! * scale.view(1, -1, 1, 1), requires_grad: false);
        convolution.bias = new Parameter(shifted, requires_grad: false);
        _isFolded = true;
    }

    public override Tensor forward(Tensor input)
    {
        if (_isFolded)
            return input.alias();
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

    // What evaluation with running statistics does to a channel: x · scale + shift.
    private (Tensor Scale, Tensor Shift) Affine()
    {
        var scale = _weight * (_runningVariance + Epsilon).rsqrt();
        return (scale, _bias - _runningMean * scale);
    }

    private Tensor NormaliseEachImage(Tensor input)
    {
        using var scope = NewDisposeScope();
        var images = input.split(_rowsPerImage).Select(image => Normalise(image, null, null, ofBatch: true)).ToArray();
        return cat(images).MoveToOuterDisposeScope();
    }

    private Tensor Normalise(Tensor input, Tensor? mean, Tensor? variance, bool ofBatch)
    {
        return functional.batch_norm(input, mean!, variance!, _weight, _bias, ofBatch, Momentum, Epsilon);
    }
}
