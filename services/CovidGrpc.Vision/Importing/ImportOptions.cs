using CovidGrpc.Vision.Backbones;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Vision.Importing;

/// <summary>How weights become a model folder; what is null is told from the file, or is as the authors have it.</summary>
public sealed record ImportOptions
{
    /// <summary>Name in the model store; null makes one of the file's name.</summary>
    public string? Name { get; init; }

    /// <summary>Version of the model.</summary>
    public string Version { get; init; } = "1.0.0";

    /// <summary>Which network.</summary>
    public ModelArchitecture? Architecture { get; init; }

    /// <summary>Which convolutional network it stands on.</summary>
    public Backbone? Backbone { get; init; }

    /// <summary>Where batch norm takes its statistics from.</summary>
    public BatchNormMode? BatchNorm { get; init; }

    /// <summary>What the network reads.</summary>
    public Normalisation? Normalisation { get; init; }

    /// <summary>Meaning of the detection labels 1, 2, ...; only Mask R-CNN has a choice.</summary>
    public IReadOnlyList<Tissue>? Tissues { get; init; }

    /// <summary>Whether the weights learned from images; null for yes, unless there is a new head.</summary>
    public bool? Trained { get; init; }

    /// <summary>Replaces an image classifier's last layer, of whatever number of outputs, by an untrained one for the three classes.</summary>
    public bool NewHead { get; init; }

    /// <summary>Stores float16 rather than float32.</summary>
    public bool HalfPrecision { get; init; }

    /// <summary>Replaces a model folder that is there.</summary>
    public bool Force { get; init; }
}
