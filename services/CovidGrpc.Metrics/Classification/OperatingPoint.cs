namespace CovidGrpc.Metrics.Classification;

/// <summary>What telling a class from the rest achieves when it is said from a probability on.</summary>
/// <param name="Threshold">The least probability at which the class is said.</param>
/// <param name="Sensitivity">Share of the class's cases that are found.</param>
/// <param name="FalsePositiveRate">Share of the other cases that are taken for it.</param>
/// <param name="Ppv">Share of what is taken for the class that is of it.</param>
public readonly record struct OperatingPoint(double Threshold, double Sensitivity, double FalsePositiveRate, double Ppv);
