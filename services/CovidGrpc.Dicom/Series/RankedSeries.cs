namespace CovidGrpc.Dicom.Series;

/// <summary>A stack that the files of a scan held.</summary>
/// <param name="Stack">The stack.</param>
/// <param name="Reason">Why it is not the one to diagnose, one of <see cref="SeriesReasons"/>; null for the chosen one.</param>
/// <param name="Message">The reason in words, in lower case; null for the chosen one.</param>
public sealed record RankedSeries(CtSeries Stack, string? Reason, string? Message)
{
    /// <summary>Whether it is the one to diagnose.</summary>
    public bool IsChosen => Reason is null;
}
