using CovidGrpc.Vision.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Attention;

/// <summary>The recurrent half of the attention layer: a positive and a negative LSTM, each with attention over its own outputs.</summary>
internal sealed class RoiAttention : Module<Tensor, (AttendedSequence Positive, AttendedSequence Negative)>
{
    private const int Width = RoiSequence.Width;

    [ComponentName(Name = "lstm_pos")]
    private readonly LSTM _positive;

    [ComponentName(Name = "lstm_neg")]
    private readonly LSTM _negative;

    [ComponentName(Name = "final_linear_pos")]
    private readonly Linear _positiveQuery;

    [ComponentName(Name = "final_linear_neg")]
    private readonly Linear _negativeQuery;

    internal RoiAttention()
        : base(nameof(RoiAttention))
    {
        _positive = LSTM(Width, Width, batchFirst: true);
        _negative = LSTM(Width, Width, batchFirst: true);
        _positiveQuery = Linear(Width, Width);
        _negativeQuery = Linear(Width, Width);
        RegisterComponents();
    }

    /// <summary>[N, 16, 256] sequences to both readings of them.</summary>
    public override (AttendedSequence Positive, AttendedSequence Negative) forward(Tensor input)
    {
        return (Attend(input, _positive, _positiveQuery), Attend(input, _negative, _negativeQuery));
    }

    // The mapped last state is the query, and is added to what it finds; dot products are not scaled.
    private static AttendedSequence Attend(Tensor sequence, LSTM lstm, Linear query)
    {
        using var scope = NewDisposeScope();
        var (outputs, last, _) = lstm.call(sequence);
        var mapped = query.call(last.squeeze(0)).Single();
        var weights = outputs.matmul(mapped.unsqueeze(-1)).squeeze(-1).softmax(1);
        var context = weights.unsqueeze(1).matmul(outputs).squeeze(1);
        return new((context + mapped).MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }
}
