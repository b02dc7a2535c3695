namespace CovidGrpc.Cli.Serving;

/// <summary>Where what outlives the program is kept, by the XDG base directories.</summary>
internal static class StateFolder
{
    /// <summary><c>$XDG_STATE_HOME/covidgrpc</c>, or <c>~/.local/state/covidgrpc</c>.</summary>
    public static string Default { get; } = Path.Combine(
        // A relative one is to be ignored.
        Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { } state && Path.IsPathRooted(state)
            ? state
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state"),
        "covidgrpc");
}
