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
        IsFolder ? System.IO.Path.Combine(Path, System.IO.Path.GetFileNameWithoutExtension(image) + ".overlay.png") : Path;
}
