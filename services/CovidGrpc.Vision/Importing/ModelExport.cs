using CovidGrpc.Vision.Checkpoints;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Importing;

/// <summary>Writes a model's weights into one file, for programs that know nothing of model folders.</summary>
public static class ModelExport
{
    /// <summary>Writes the file; it is there as a whole or not at all. Tensors are read and written one by one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="file">The new file; one that is there is replaced.</param>
    /// <param name="format"><see cref="WeightFileFormat.PyTorchZip"/> or <see cref="WeightFileFormat.Safetensors"/>.</param>
    /// <param name="authorsNames">Spells the feature pyramid's tensors as torchvision did before 0.13, and as the authors' files do.</param>
    /// <param name="cancellation">Looked at before each tensor.</param>
    /// <exception cref="ModelFolderException">The model's weights cannot be used.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(ModelFolder model, string file, WeightFileFormat format, bool authorsNames = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var source = model.OpenWeights();
        var tensors = TensorsOf(model, source, authorsNames);
        var whole = Path.GetFullPath(file);
        var part = Path.Combine(Path.GetDirectoryName(whole)!, $".{Path.GetFileName(whole)}.{Guid.NewGuid():N}");
        try
        {
            using (var stream = new FileStream(part, FileMode.CreateNew, FileAccess.Write))
            {
                if (format == WeightFileFormat.Safetensors)
                    SafetensorsWriter.Write(stream, tensors, cancellation);
                else if (format == WeightFileFormat.PyTorchZip)
                    CheckpointWriter.Write(stream, tensors, cancellation);
                else
                    throw new ArgumentOutOfRangeException(nameof(format));
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, whole, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static List<TensorToWrite> TensorsOf(ModelFolder model, IWeightSource source, bool authorsNames)
    {
        var tensors = new List<TensorToWrite>();
        foreach (var part in NetworkPart.Of(model.Manifest))
        {
            var wanted = part.Tensors();
            var errors = source.Compare(wanted.ToDictionary(entry => entry.Key, entry => entry.Value.Shape), part.IsMine);
            if (errors.Count > 0)
                throw new ModelFolderException(model.Manifest.Weights.File ?? ModelFolder.ManifestName, errors);
            tensors.AddRange(wanted.Select(entry =>
            {
                var (name, (wantedType, shape)) = entry;
                var type = source is SafetensorsFile stored ? stored.Tensors[name].Type : wantedType;
                return new TensorToWrite(authorsNames ? TensorNames.BeforePyramidLevel(name) : name, type, shape, () =>
                {
                    var tensor = empty(shape, type, CPU);
                    source.Read(name, tensor);
                    return tensor;
                });
            }));
        }

        return tensors;
    }
}
