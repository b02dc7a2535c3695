namespace CovidGrpc.Tests;

/// <summary>The folder of research data and golden numbers beside the repository; most machines have none.</summary>
internal static class SharedFolder
{
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Path of a file or folder in ../shared; skips the test where it is absent.</summary>
    public static string Require(string relativePath)
    {
        var path = Path.Combine(RepositoryRoot, "..", "shared", relativePath);
        Assert.SkipUnless(Path.Exists(path), $"needs ../shared ({relativePath})");
        return path;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CovidGrpc.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No folder above the tests holds CovidGrpc.sln.");
        return folder.FullName;
    }
}
