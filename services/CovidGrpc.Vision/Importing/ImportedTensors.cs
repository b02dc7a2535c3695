using CovidGrpc.Vision.Backbones;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Importing;

/// <summary>The tensors of a network, taken from a file.</summary>
internal sealed class ImportedTensors
{
    private static readonly string[] FloatingPoint = ["float32", "float64", "float16", "bfloat16"];
    private static readonly string[] WholeNumbers = ["int64", "int32", "int16", "int8", "uint8"];

    private readonly WeightFile _file;
    private readonly string _fileName;
    private readonly ModelManifest _manifest;
    private readonly ImportOptions _options;
    private readonly Dictionary<string, WantedTensor> _wanted;
    private readonly HashSet<string> _made;

    /// <param name="file">Where the weights are.</param>
    /// <param name="fileName">Its name, for errors.</param>
    /// <param name="manifest">What the network is.</param>
    /// <param name="options">What is to be made of them.</param>
    /// <exception cref="ModelImportException">Tensors are missing, extra, misshapen or of a type without sense; all are listed.</exception>
    internal ImportedTensors(WeightFile file, string fileName, ModelManifest manifest, ImportOptions options)
    {
        (_file, _fileName, _manifest, _options) = (file, fileName, manifest, options);
        _wanted = NetworkPart.Of(manifest).SelectMany(part => part.Tensors()).ToDictionary();
        _made = [.. _wanted.Keys.Where(IsMade)];
        if (Compare() is { Count: > 0 } errors)
            throw new ModelImportException(fileName, errors);
    }

    /// <summary>The network's tensors in its order, each read and converted when its turn comes.</summary>
    internal IReadOnlyList<TensorToWrite> ToWrite()
    {
        var real = _options.HalfPrecision ? ScalarType.Float16 : ScalarType.Float32;
        return
        [
            .. _wanted.Select(entry => new TensorToWrite(
                entry.Key, entry.Value.IsCounter ? entry.Value.Type : real, entry.Value.Shape, () => Make(entry.Key, entry.Value, real))),
        ];
    }

    /// <summary>Names of the last layer of an image classifier.</summary>
    private static string HeadOf(Backbone backbone)
    {
        return backbone switch
        {
            Backbone.DenseNet121 => "classifier.",
            Backbone.Vgg16 => "classifier.6.",
            _ => "fc.",
        };
    }

    // The fresh head, and batch norm's counters, which torch before 0.4.1 did not save and which play no part.
    private bool IsMade(string name)
    {
        return (_options.NewHead && IsOfHead(name)) || (name.EndsWith(WeightFile.CounterSuffix, StringComparison.Ordinal) && !_file.Tensors.ContainsKey(name));
    }

    private bool IsOfHead(string name)
    {
        return _manifest.Architecture == ModelArchitecture.ImageClassifier && name.StartsWith(HeadOf(_manifest.Backbone), StringComparison.Ordinal);
    }

    private List<string> Compare()
    {
        var held = _file.Tensors.Where(entry => !_made.Contains(entry.Key)).ToDictionary(entry => entry.Key, entry => entry.Value.Shape);
        var wanted = _wanted.Where(entry => !_made.Contains(entry.Key)).ToDictionary(entry => entry.Key, entry => entry.Value.Shape);
        var errors = WeightComparison.Compare(held, wanted, _ => true).ToList();
        foreach (var (name, shape) in wanted)
        {
            if (_file.Tensors.TryGetValue(name, out var tensor) && !(_wanted[name].IsCounter ? WholeNumbers : FloatingPoint).Contains(tensor.Dtype))
                errors.Add($"tensor {name} is of type {tensor.Dtype}");
            if (IsOfHead(name) && tensor is { Shape: [var outputs] } && outputs != shape[0])
                errors.Add($"the last layer has {outputs} outputs; a new head would have {shape[0]}");
        }

        return errors;
    }

    private Tensor Make(string name, WantedTensor wanted, ScalarType real)
    {
        using var scope = NewDisposeScope();
        if (wanted.IsCounter)
            return (_made.Contains(name) ? zeros(wanted.Shape, wanted.Type) : _file.Read(name).to(wanted.Type)).MoveToOuterDisposeScope();
        var tensor = (_made.Contains(name) ? Fresh(name, wanted) : _file.Read(name)).to(real);
        if (!isfinite(tensor).all().item<bool>())
            throw new ModelImportException(_fileName, [$"tensor {name} has a value that is not finite{(_options.HalfPrecision ? " as float16" : "")}"]);
        return tensor.MoveToOuterDisposeScope();
    }

    private Tensor Fresh(string name, WantedTensor wanted)
    {
        using var rule = new GeneratedWeights(_manifest.Architecture, _manifest.Backbone);
        var tensor = empty(wanted.Shape, wanted.Type);
        rule.Read(name, tensor);
        return tensor;
    }
}
