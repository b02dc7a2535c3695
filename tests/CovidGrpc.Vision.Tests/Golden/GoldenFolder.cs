using CovidGrpc.Testing;

namespace CovidGrpc.Vision.Tests.Golden;

/// <summary>Where the golden numbers are: the compact set of the repository, and the full set beside it where somebody has it.</summary>
internal static class GoldenFolder
{
    public const string NeedsShared = "needs ../shared (the full golden set)";

    public static string Compact { get; } = Repository.PathOf("tests", "golden", "one_shot");

    /// <summary>The compact set of the systems that the paper compares with.</summary>
    public static string CompactBaselines { get; } = Repository.PathOf("tests", "golden", "baselines");

    public static string Shared { get; } = Path.GetFullPath(Repository.PathOf("..", "shared", "golden"));

    public static string SharedBaselines { get; } = Path.Combine(Shared, "baselines");

    public static bool SharedExists => Directory.Exists(Shared);

    public static string DemoModel { get; } = Repository.PathOf("deploy", "models", "demo");

    public static string UntrainedModel { get; } = Repository.PathOf("tests", "golden", "untrained");
}
