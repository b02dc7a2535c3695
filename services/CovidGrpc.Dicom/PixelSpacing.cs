namespace CovidGrpc.Dicom;

/// <summary>Distance between the centres of neighbouring pixels (PS3.3 10.7.1.3).</summary>
/// <param name="BetweenRows">Vertical distance, mm, positive.</param>
/// <param name="BetweenColumns">Horizontal distance, mm, positive.</param>
public readonly record struct PixelSpacing(double BetweenRows, double BetweenColumns);
