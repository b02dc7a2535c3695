namespace CovidGrpc.Training.Tests.Data;

/// <summary>What lies beside the repository: golden numbers and data sets that may not enter it.</summary>
internal static class SharedFolder
{
    /// <summary>Path of a file or folder in ../shared; skips the test where it is absent.</summary>
    public static string Require(string relativePath)
    {
        var path = Path.Combine(RepositoryRoot(), "..", "shared", relativePath);
        Assert.SkipUnless(Path.Exists(path), $"needs ../shared ({relativePath})");
        return path;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CovidGrpc.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests do not lie within the repository");
        return folder.FullName;
    }
}
