using System.Text.Json.Serialization;

namespace CovidGrpc.Metrics.Intervals;

/// <summary>A measure with its interval; NaN where it is not defined.</summary>
/// <param name="Value">The measure over all that was added.</param>
/// <param name="Lower">Lower end of the interval; NaN with fewer than two patients, or where no draw gave a value.</param>
/// <param name="Upper">Upper end of the interval; NaN as the lower one.</param>
/// <param name="UndefinedResamples">Draws that gave no value and are left out of the interval.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public readonly record struct Estimate(double Value, double Lower, double Upper, int UndefinedResamples);
