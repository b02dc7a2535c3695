namespace CovidGrpc.Dicom.Series;

/// <summary>Something unusual about a scan that is taken nevertheless.</summary>
/// <param name="Code">One of <see cref="SeriesWarningCodes"/>.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record SeriesWarning(string Code, string Message);
