namespace CovidGrpc.Hosting.Audit;

/// <summary>Where calls are written down. Configuration section <c>Audit</c>.</summary>
public sealed class AuditOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Audit";

    /// <summary>File to which a line of JSON is appended for each call; nothing is written when empty. Its folder must be there.</summary>
    public string File { get; set; } = "";
}
