using Xunit;

namespace CovidGrpc.Testing;

/// <summary>The repository's folders.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>A path within the repository.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A path within the folder of shared data beside the repository; skips the test where there is none.</summary>
    public static string SharedPathOf(params string[] parts)
    {
        var path = Path.Combine([Root, "..", "shared", .. parts]);
        Assert.SkipUnless(File.Exists(path) || Directory.Exists(path), $"needs ../shared ({string.Join('/', parts)})");
        return path;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CovidGrpc.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the tests do not lie within the repository");
        }

        return folder.FullName;
    }
}
