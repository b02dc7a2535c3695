using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Layers;

/// <summary>
/// Batch norm over [N, C, H, W] (Ioffe and Szegedy, 2015; eps 1e-5, momentum 0.1). In evaluation the mode decides where the statistics come
/// from, and nothing changes. In training they come from the whole batch, and the running statistics follow.
/// </summary>
/// <remarks>Its tensors are asked for by name each time: moving a module to another device replaces them.</remarks>
internal sealed class ImageBatchNorm : Module<Tensor, Tensor>
{
    private const double Momentum = 0.1;

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
        register_parameter("weight", Parameter(ones(channels)));
        register_parameter("bias", Parameter(zeros(channels)));
        register_buffer("running_mean", zeros(channels));
        register_buffer("running_var", ones(channels));
        register_buffer("num_batches_tracked", zeros([], ScalarType.Int64));
    }

    public override Tensor forward(Tensor input)
    {
        if (training)
        {
            using (no_grad())
                get_buffer("num_batches_tracked")!.add_(1);
            return Normalise(input, get_buffer("running_mean"), get_buffer("running_var"), ofBatch: true);
        }

        if (_mode == BatchNormMode.RunningStatistics)
            return Normalise(input, get_buffer("running_mean"), get_buffer("running_var"), ofBatch: false);
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
        return functional.batch_norm(input, mean!, variance!, get_parameter("weight"), get_parameter("bias"), ofBatch, Momentum);
    }
}
