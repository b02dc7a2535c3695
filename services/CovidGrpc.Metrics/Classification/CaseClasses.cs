namespace CovidGrpc.Metrics.Classification;

/// <summary>What is known of the classes beside their number.</summary>
public static class CaseClasses
{
    /// <summary>Number of classes.</summary>
    public const int Count = 3;

    /// <summary>The classes in their order.</summary>
    public static IReadOnlyList<CaseClass> All { get; } = Enum.GetValues<CaseClass>();

    /// <summary>Their names in files and measures, in their order.</summary>
    public static IReadOnlyList<string> Names { get; } = ["control", "common_pneumonia", "covid19"];

    /// <summary>
    /// Weights of the paper's class-adjusted F1: the classes' shares in the authors' test set (9450, 7395 and 4346 of 21191 images), as they round
    /// them.
    /// </summary>
    public static IReadOnlyList<double> Shares { get; } = [0.45, 0.35, 0.20];

    /// <summary>The class's name in files and measures.</summary>
    public static string Name(this CaseClass value) => Names[(int)value];
}
