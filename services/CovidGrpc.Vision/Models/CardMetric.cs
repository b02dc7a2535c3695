namespace CovidGrpc.Vision.Models;

/// <summary>One measured figure of a model, with its 95 % interval.</summary>
/// <param name="Name">What was measured, as <c>lung Dice</c>.</param>
/// <param name="Data">On what, with the number of images or patients.</param>
/// <param name="Value">The figure.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
public sealed record CardMetric(string Name, string Data, double Value, double Low, double High);
