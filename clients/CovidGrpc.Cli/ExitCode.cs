namespace CovidGrpc.Cli;

/// <summary>How the command line ends.</summary>
internal static class ExitCode
{
    /// <summary>Everything was done.</summary>
    public const int Done = 0;

    /// <summary>At least one file could not be diagnosed; the others were.</summary>
    public const int SomeFailed = 1;

    /// <summary>The command line cannot be understood, or what it names cannot be used together.</summary>
    public const int Usage = 2;

    /// <summary>The gateway cannot be reached, or the services cannot start with this model and these settings.</summary>
    public const int Unavailable = 3;

    /// <summary>Stopped by the user.</summary>
    public const int Cancelled = 130;
}
