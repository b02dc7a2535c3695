namespace CovidGrpc.Cli.Diagnosing;

/// <summary>Where overlays go: one file for one image, or a folder.</summary>
/// <param name="Path">A PNG file or a folder.</param>
/// <param name="IsFolder">True for a folder.</param>
internal sealed record OverlayTarget(string Path, bool IsFolder)
{
    /// <summary>A folder when it is one, or ends like one.</summary>
    public static OverlayTarget Parse(string path) => new(path, Directory.Exists(path) || System.IO.Path.EndsInDirectorySeparator(path));

    /// <summary>The PNG file for an image.</summary>
    public string FileFor(string image) =>
        IsFolder ? System.IO.Path.Combine(Path, System.IO.Path.GetFileName(image) + ".overlay.png") : Path;

    /// <summary>Why overlays of these images cannot go here; null when they can.</summary>
    public string? WhyNotFor(IReadOnlyCollection<string> images)
    {
        var overlays = images.Select(image => System.IO.Path.GetFullPath(FileFor(image))).ToHashSet();
        if (!IsFolder && images.Count > 1)
        {
            return "--overlay takes a folder (existing, or ending in /) when there are several files";
        }

        if (overlays.Count < images.Count)
        {
            return "--overlay: two of the files have the same name, and so would their overlays";
        }

        return images.Any(image => overlays.Contains(System.IO.Path.GetFullPath(image))) ? "--overlay would overwrite one of the files" : null;
    }
}
