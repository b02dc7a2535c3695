namespace CovidGrpc.Benchmarks.Whole;

/// <summary>Two figures of one run, side by side: their ratio holds on other machines too, and roughly on a busy one.</summary>
/// <param name="What">What is compared with what.</param>
/// <param name="Mode">Where batch norm takes its statistics from.</param>
/// <param name="Value">The figure.</param>
/// <param name="Against">What it is divided by.</param>
/// <param name="Unit">Of both.</param>
/// <param name="AtMost">The largest ratio that is accepted; null where it is told alone.</param>
internal sealed record Comparison(string What, string Mode, double Value, double Against, string Unit, double? AtMost = null)
{
    /// <summary>Value by what it is compared with.</summary>
    public double Ratio => Value / Against;

    /// <summary>Whether the ratio is no larger than accepted.</summary>
    public bool Holds => !(Ratio > AtMost);

    public override string ToString() =>
        $"{(Holds ? "  " : "! ")}{What} ({Mode}): {Value:F1} : {Against:F1} {Unit} = {Ratio:F3}{(AtMost is { } most ? $", at most {most}" : "")}";
}
