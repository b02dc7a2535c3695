namespace CovidGrpc.Vision.Tests.Golden;

/// <summary>Where the golden numbers are: the compact set of the repository, and the full set beside it where somebody has it.</summary>
internal static class GoldenFolder
{
    public const string NeedsShared = "needs ../shared (the full golden set)";

    private static readonly string Root = FindRoot();

    public static string Compact { get; } = Path.Combine(Root, "tests", "golden", "one_shot");

    /// <summary>The compact set of the systems that the paper compares with.</summary>
    public static string CompactBaselines { get; } = Path.Combine(Root, "tests", "golden", "baselines");

    public static string Shared { get; } = Path.GetFullPath(Path.Combine(Root, "..", "shared", "golden"));

    public static string SharedBaselines { get; } = Path.Combine(Shared, "baselines");

    public static bool SharedExists => Directory.Exists(Shared);

    public static string DemoModel { get; } = Path.Combine(Root, "deploy", "models", "demo");

    public static string UntrainedModel { get; } = Path.Combine(Root, "tests", "golden", "untrained");

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CovidGrpc.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("CovidGrpc.sln is in none of the folders above.");
        return folder;
    }
}
