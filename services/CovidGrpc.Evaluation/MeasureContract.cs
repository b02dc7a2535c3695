using CovidGrpc.Contracts.V1;
using CovidGrpc.Metrics.Intervals;

namespace CovidGrpc.Evaluation;

/// <summary>Measures in the words of the contract: what is not defined is absent.</summary>
internal static class MeasureContract
{
    /// <summary>What every answer says.</summary>
    public const string Notice = "Research use only. This is no medical device and must not guide the care of a patient.";

    public static IEnumerable<Measure> From(IEnumerable<NamedMeasure> measures) => measures.Select(From);

    private static Measure From(NamedMeasure named)
    {
        var measure = new Measure { Name = named.Name };
        if (!double.IsNaN(named.Estimate.Value))
        {
            measure.Value = named.Estimate.Value;
        }

        if (!double.IsNaN(named.Estimate.Lower))
        {
            (measure.Lower, measure.Upper) = (named.Estimate.Lower, named.Estimate.Upper);
        }

        return measure;
    }
}
