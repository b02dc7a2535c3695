namespace CovidGrpc.Training.Tests;

/// <summary>Where the repository is.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "CovidGrpc.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("CovidGrpc.sln is in none of the folders above.");
    }
}
