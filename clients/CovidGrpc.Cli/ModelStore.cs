namespace CovidGrpc.Cli;

/// <summary>The models that come with the program.</summary>
internal static class ModelStore
{
    /// <summary>The folder of the demo model.</summary>
    public static string Demo { get; } = Path.Combine(AppContext.BaseDirectory, "models", "demo");
}
