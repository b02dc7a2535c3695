namespace CovidGrpc.Cli;

/// <summary>How the command line ends.</summary>
internal static class ExitCode
{
    /// <summary>Everything was done.</summary>
    public const int Done = 0;

    /// <summary>At least one file, model or job could not be read, diagnosed, written or used; the others were.</summary>
    public const int SomeFailed = 1;

    /// <summary>The command line cannot be understood, or what it names cannot be used together.</summary>
    public const int Usage = 2;

    /// <summary>The gateway cannot be reached, or the services cannot start with this model and these settings.</summary>
    public const int Unavailable = 3;

    /// <summary>Stopped by the user.</summary>
    public const int Cancelled = 130;

    /// <summary>The codes, for the help.</summary>
    public const string Help = """
        Exit codes:
          0    everything was done
          1    at least one file or job failed; the others were done
          2    the command line is wrong
          3    the gateway cannot be reached, or the services cannot start
          130  stopped by the user
        """;
}
