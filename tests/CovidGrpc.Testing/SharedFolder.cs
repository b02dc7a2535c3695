namespace CovidGrpc.Testing;

/// <summary>The folder of research data and golden numbers beside the repository; most machines have none.</summary>
public static class SharedFolder
{
    /// <summary>Path of a file or folder in ../shared; skips the test where it is absent.</summary>
    public static string Require(string relativePath)
    {
        var path = Path.Combine(Repository.Root, "..", "shared", relativePath);
        Assert.SkipUnless(Path.Exists(path), $"needs ../shared ({relativePath})");
        return path;
    }
}
