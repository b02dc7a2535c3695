using System.Security.Cryptography;
using CovidGrpc.Vision.Importing;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Training.Runs;

/// <summary>Writes what was learned as a model folder.</summary>
internal static class TrainedModel
{
    private const string WeightsName = "weights.safetensors";

    /// <summary>Writes a model folder in place of the one that may be there: all of it or nothing.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="manifest">Describes the network; its weights entry is replaced.</param>
    /// <param name="weights">All parameters and buffers by name.</param>
    /// <param name="isHalf">Whether matrices and kernels are stored as float16; vectors, batch norm's among them, stay as they are.</param>
    internal static ModelFolder Write(string folder, ModelManifest manifest, IReadOnlyDictionary<string, Tensor> weights, bool isHalf)
    {
        using var staged = new StagedFolder(folder, replaces: true);
        using (var stream = new FileStream(staged.PathOf(WeightsName), FileMode.CreateNew, FileAccess.ReadWrite))
        {
            SafetensorsWriter.Write(stream, [.. weights.Select(entry => ToWrite(entry.Key, entry.Value, isHalf))]);
            stream.Flush(flushToDisk: true);
            stream.Position = 0;
            manifest = manifest with { Trained = true, Weights = new(WeightsName, Convert.ToHexStringLower(SHA256.HashData(stream)), null) };
        }

        File.WriteAllBytes(staged.PathOf(ModelFolder.ManifestName), manifest.ToJson());
        staged.Commit();
        return ModelFolder.Open(folder);
    }

    private static TensorToWrite ToWrite(string name, Tensor tensor, bool isHalf)
    {
        var type = isHalf && tensor.dim() >= 2 ? ScalarType.Float16 : tensor.dtype;
        return new(name, type, tensor.shape, () => tensor.detach().to(type));
    }
}
