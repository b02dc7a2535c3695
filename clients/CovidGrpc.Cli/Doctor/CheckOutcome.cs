namespace CovidGrpc.Cli.Doctor;

/// <summary>How a check ended.</summary>
internal enum CheckOutcome
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It works, but not as it should.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Failed,
}
