using System.Text.Json.Nodes;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Vision.Tests;

/// <summary>A folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covid-vision-");

    public string Path => _folder.FullName;

    public string File(string name)
    {
        return System.IO.Path.Combine(Path, name);
    }

    /// <summary>Writes the demo model's manifest with a change and opens the folder.</summary>
    public ModelFolder OpenModel(Action<JsonObject> change)
    {
        var manifest = TestModels.Manifest();
        change(manifest);
        System.IO.File.WriteAllText(File(ModelFolder.ManifestName), manifest.ToJsonString());
        return ModelFolder.Open(Path);
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
    }
}
