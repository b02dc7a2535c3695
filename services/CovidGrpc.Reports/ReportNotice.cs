namespace CovidGrpc.Reports;

/// <summary>What every report says of itself.</summary>
public static class ReportNotice
{
    /// <summary>The sentence.</summary>
    public const string Text = "Research use only. This is no medical device and must not guide the care of a patient.";
}
