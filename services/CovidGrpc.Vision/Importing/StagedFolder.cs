namespace CovidGrpc.Vision.Importing;

/// <summary>A folder that is filled beside its place and moved there at the end: at its place there is all of it, or nothing.</summary>
internal sealed class StagedFolder : IDisposable
{
    private readonly string _target;
    private readonly string _own;

    /// <param name="target">Where it is to be.</param>
    /// <param name="replaces">Whether a model folder may be there; an empty folder always may.</param>
    /// <exception cref="ModelImportException">Something else is there.</exception>
    internal StagedFolder(string target, bool replaces)
    {
        _target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        CheckPlace(replaces);
        var parent = Path.GetDirectoryName(_target) ?? throw Occupied("it is no place for a model folder");
        Directory.CreateDirectory(parent);

        // Hidden, so that a model store that is read meanwhile passes it over.
        _own = Path.Combine(parent, $".{Path.GetFileName(_target)}.{Guid.NewGuid():N}");
        Directory.CreateDirectory(Content);
    }

    /// <summary>The path of a file while the folder is being filled.</summary>
    internal string PathOf(string name)
    {
        return Path.Combine(Content, name);
    }

    /// <summary>Moves the folder to its place.</summary>
    internal void Commit()
    {
        if (Directory.Exists(_target))
            Directory.Move(_target, Path.Combine(_own, "before"));
        Directory.Move(Content, _target);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(_own))
            Directory.Delete(_own, recursive: true);
    }

    private string Content => Path.Combine(_own, "content");

    private void CheckPlace(bool replaces)
    {
        if (File.Exists(_target))
            throw Occupied("a file is there");
        if (!Directory.Exists(_target) || !Directory.EnumerateFileSystemEntries(_target).Any())
            return;
        if (!replaces)
            throw Occupied("the folder is there and not empty");
        if (!File.Exists(Path.Combine(_target, Models.ModelFolder.ManifestName)))
            throw Occupied("the folder is there and holds something else than a model");
    }

    private ModelImportException Occupied(string why)
    {
        return new(Path.GetFileName(_target), [why]);
    }
}
