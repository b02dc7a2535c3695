namespace CovidGrpc.Benchmarks;

/// <summary>The repository that the benchmarks lie in.</summary>
internal static class BenchmarkFolders
{
    /// <summary>A path within the repository.</summary>
    internal static string PathOf(params string[] parts)
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "CovidGrpc.sln")))
            root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("CovidGrpc.sln is in none of the folders above.");
        return Path.Combine([root, .. parts]);
    }
}
