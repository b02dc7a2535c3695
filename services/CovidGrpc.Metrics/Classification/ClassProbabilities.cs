namespace CovidGrpc.Metrics.Classification;

/// <summary>What a network holds for probable. Used as it is, never scaled to a sum of 1.</summary>
/// <param name="Control">Of <see cref="CaseClass.Control"/>, 0 to 1.</param>
/// <param name="CommonPneumonia">Of <see cref="CaseClass.CommonPneumonia"/>, 0 to 1.</param>
/// <param name="Covid19">Of <see cref="CaseClass.Covid19"/>, 0 to 1.</param>
public readonly record struct ClassProbabilities(double Control, double CommonPneumonia, double Covid19)
{
    /// <summary>How far the sum may lie from 1: what three numbers of two decimals may lose.</summary>
    public const double SumTolerance = 0.0151;

    /// <summary>True for three numbers of 0 to 1 that add up to 1.</summary>
    public bool IsValid =>
        Control is >= 0 and <= 1 && CommonPneumonia is >= 0 and <= 1 && Covid19 is >= 0 and <= 1
        && Math.Abs(Control + CommonPneumonia + Covid19 - 1) <= SumTolerance;

    /// <summary>The class that is predicted: the most probable one, the first of equals.</summary>
    public CaseClass Predicted =>
        Control >= CommonPneumonia && Control >= Covid19 ? CaseClass.Control
        : CommonPneumonia >= Covid19 ? CaseClass.CommonPneumonia
        : CaseClass.Covid19;

    /// <summary>The probability of a class.</summary>
    public double this[CaseClass value] => value switch
    {
        CaseClass.Control => Control,
        CaseClass.CommonPneumonia => CommonPneumonia,
        CaseClass.Covid19 => Covid19,
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };
}
