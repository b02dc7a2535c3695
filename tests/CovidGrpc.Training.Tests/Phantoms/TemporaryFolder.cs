namespace CovidGrpc.Training.Tests.Phantoms;

/// <summary>A folder that lives as long as a test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("phantom-").FullName;

    public string[] FileNames(string within = "") =>
        [.. Directory.GetFiles(System.IO.Path.Combine(Path, within)).Select(file => System.IO.Path.GetFileName(file)!).Order()];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
