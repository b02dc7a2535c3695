using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Layers;

/// <summary>
/// A transposed 2×2 convolution of stride 2 and a padded 3×3 convolution behind it as the one linear map that they are, with 2.5 times fewer
/// operations: [R, C, h, w] to [R, O, 2h, 2w]. A pixel of even or odd row and column (its phase) reads 2×2 pixels of the input, with a 2×2 kernel
/// for each of the four phases.
/// </summary>
internal sealed class UpsampledConvolution : Module<Tensor, Tensor>
{
    private const int Phases = 2;
    private const int Taps = 3;

    private readonly Conv2d[] _phases;

    // [1, O, 2h, 2w]: the transposed convolution's bias does not reach the second's padding, so the border's is another.
    [ComponentName(Name = "bias")]
    private readonly Tensor _bias;

    /// <param name="upsample">The transposed convolution, with bias.</param>
    /// <param name="convolution">The 3×3 convolution.</param>
    /// <param name="side">2h and 2w.</param>
    internal UpsampledConvolution(ConvTranspose2d upsample, Conv2d convolution, long side)
        : base(nameof(UpsampledConvolution))
    {
        using var scope = NewDisposeScope();
        _phases = [.. Enumerable.Range(0, Phases * Phases).Select(phase => Phase(upsample.weight!, convolution.weight!, phase / Phases, phase % Phases))];
        for (var phase = 0; phase < _phases.Length; phase++)
            register_module($"phase{phase}", _phases[phase]);
        var constant = upsample.bias!.view(1, -1, 1, 1).expand(-1, -1, side, side);
        register_buffer("bias", _bias = ConvolutionLayout.Of(convolution.call(constant)).DetachFromDisposeScope());
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (input.shape[2], input.shape[3]);
        var padded = functional.pad(input, [1, 1, 1, 1]);
        Tensor? output = null;
        for (var phase = 0; phase < _phases.Length; phase++)
        {
            var (row, column) = (phase / Phases, phase % Phases);
            var pixels = _phases[phase].call(padded.narrow(2, row, height + 1).narrow(3, column, width + 1));
            output ??= ConvolutionLayout.Empty([input.shape[0], pixels.shape[1], Phases * height, Phases * width], pixels.dtype, pixels.device);
            output.slice(2, row, Phases * height, Phases).slice(3, column, Phases * width, Phases).copy_(pixels);
        }

        return output!.add_(_bias.to(output.dtype)).MoveToOuterDisposeScope();
    }

    private static Conv2d Phase(Tensor upsample, Tensor convolution, int row, int column)
    {
        var (inputs, outputs) = (upsample.shape[0], convolution.shape[0]);
        var kernel = zeros(outputs, inputs, 2, 2);
        for (var y = 0; y < Taps; y++)
        {
            for (var x = 0; x < Taps; x++)
            {
                var ((rowRead, rowPhase), (columnRead, columnPhase)) = (Read(row, y), Read(column, x));
                using var scope = NewDisposeScope();
                var second = convolution.select(3, x).select(2, y);
                var first = upsample.select(3, columnPhase).select(2, rowPhase);
                kernel.select(3, columnRead).select(2, rowRead).add_(second.matmul(first.t()));
            }
        }

        var joined = Conv2d(inputs, outputs, 2, bias: false);
        joined.weight = new Parameter(kernel, requires_grad: false);
        return joined;
    }

    // Tap t of the 3×3 kernel reads pixel 2i + phase + t − 1 of the upsampled map. Of which of the two input pixels that the phase reads is that
    // an offspring, and of which phase?
    private static (int Read, int Phase) Read(int phase, int tap)
    {
        var upsampled = phase + tap - 1 + Phases;
        return ((upsampled / Phases) - phase, upsampled % Phases);
    }
}
