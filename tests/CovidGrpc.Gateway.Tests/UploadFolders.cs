namespace CovidGrpc.Gateway.Tests;

/// <summary>The folders of uploads on disk.</summary>
internal static class UploadFolders
{
    private static readonly DateTime LongAgo = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Lets an upload be as if it had last changed long ago.</summary>
    public static void Age(DirectoryInfo root, string upload)
    {
        var folder = new DirectoryInfo(Path.Combine(root.FullName, upload));
        foreach (var entry in folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            entry.LastWriteTimeUtc = LongAgo;
        }

        folder.LastWriteTimeUtc = LongAgo;
    }
}
