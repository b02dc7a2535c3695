using CovidGrpc.Vision.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Attention;

/// <summary>
/// The convolutions of the attention layer: RoI maps [16N, C, 28, 28] of N images to their sequences [N, 16, 256].
/// Each of the three steps is convolution, ReLU and then batch norm.
/// </summary>
internal sealed class RoiEncoder : Module<Tensor, Tensor>, ISimplifiable
{
    [ComponentName(Name = "sieve")]
    private readonly ModuleList<Sieve> _sieve;

    [ComponentName(Name = "conv_d1")]
    private readonly Conv2d _conv1;

    [ComponentName(Name = "bn1")]
    private readonly ImageBatchNorm _norm1;

    [ComponentName(Name = "conv_d2")]
    private readonly Conv2d _conv2;

    [ComponentName(Name = "bn2")]
    private readonly ImageBatchNorm _norm2;

    [ComponentName(Name = "conv_d_final")]
    private readonly Conv2d _convFinal;

    [ComponentName(Name = "bn3")]
    private readonly ImageBatchNorm _normFinal;

    private Conv2d? _upAndConv1;

    /// <param name="channels">C.</param>
    /// <param name="mode">Where batch norm takes its statistics from.</param>
    internal RoiEncoder(int channels, BatchNormMode mode)
        : base(nameof(RoiEncoder))
    {
        _sieve = ModuleList(new Sieve(channels, mode));
        _conv1 = Conv2d(channels, channels, 2, 2);
        _norm1 = new(channels, mode, RoiSequence.Length);
        _conv2 = Conv2d(channels, channels, 2, 2);
        _norm2 = new(channels, mode, RoiSequence.Length);
        _convFinal = Conv2d(channels, RoiSequence.Width, 7);
        _normFinal = new(RoiSequence.Width, mode, RoiSequence.Length);
        RegisterComponents();
    }

    internal Sieve Sieve => _sieve[0];

    public void Simplify()
    {
        register_module("up_and_conv_d1", _upAndConv1 = Join(Sieve.Up, _conv1));
        _norm1.FoldIntoNext(_conv2);
        _norm2.FoldIntoNext(_convFinal);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var convolved = _upAndConv1 is null ? _conv1.call(Sieve.call(input)) : _upAndConv1.call(Sieve.Squeeze(input));
        var half = _norm1.call(convolved.relu_());
        var quarter = _norm2.call(_conv2.call(half).relu_());
        var vectors = _normFinal.call(_convFinal.call(quarter).relu_());
        return vectors.Single().reshape(-1, RoiSequence.Length, RoiSequence.Width).MoveToOuterDisposeScope();
    }

    // What one 2×2 step, stride 2, spreads the other gathers again: together they are a 1×1 convolution.
    private static Conv2d Join(ConvTranspose2d up, Conv2d down)
    {
        using var scope = NewDisposeScope();
        var (outputs, inputs) = (down.weight!.shape[0], up.weight!.shape[0]);
        var gathered = down.weight!.reshape(outputs, -1);
        var weight = gathered.matmul(up.weight!.reshape(inputs, -1).t());
        var bias = down.bias! + down.weight!.sum([2, 3]).matmul(up.bias!);
        var joined = Conv2d(inputs, outputs, 1);
        joined.weight = new Parameter(weight.view(outputs, inputs, 1, 1), requires_grad: false);
        joined.bias = new Parameter(bias, requires_grad: false);
        return joined;
    }
}
