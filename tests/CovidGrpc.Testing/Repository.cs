namespace CovidGrpc.Testing;

/// <summary>The repository's folders.</summary>
public static class Repository
{
    /// <summary>The folder of CovidGrpc.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path within the repository.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

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
