using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CovidGrpc.Testing;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Weights;

namespace CovidGrpc.LongTests;

/// <summary>A one-shot model whose generated weights were written to a safetensors file, as a trained model's are.</summary>
internal sealed class StoredModel : IDisposable
{
    private const string WeightsName = "weights.safetensors";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-stored-");

    public StoredModel(string backbone)
    {
        TestModel.Write(_folder.FullName, manifest => manifest["backbone"] = backbone);
        var generated = ModelFolder.Open(_folder.FullName);
        var file = System.IO.Path.Combine(_folder.FullName, WeightsName);
        using (var segmenter = OneShotSegmenter.Load(generated, Placement.Cpu))
        using (var classifier = OneShotClassifier.Load(generated, Placement.Cpu))
        using (var stream = File.Create(file))
        {
            SafetensorsWriter.Write(stream, [.. segmenter.Network.state_dict(), .. classifier.Network.state_dict()]);
        }

        using var written = File.OpenRead(file);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(written));
        TestModel.Write(_folder.FullName, manifest =>
        {
            manifest["backbone"] = backbone;
            manifest["weights"] = new JsonObject { ["file"] = WeightsName, ["sha256"] = sha256 };
        });
    }

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
