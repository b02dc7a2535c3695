using System.ComponentModel.DataAnnotations;

namespace CovidGrpc.ModelServing;

/// <summary>Which networks a room may hold, which one it starts with, and on what they run. Configuration section <c>Model</c>.</summary>
public sealed class ModelOptions : PlacementOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Model";

    /// <summary>The model store: a folder of model folders, or one model folder.</summary>
    public string Store { get; set; } = "";

    /// <summary>Name of the model that answers when none is named. Default: the only one in the store.</summary>
    public string? Name { get; set; }

    /// <summary>Version of that model to start with. Default: the newest in the store.</summary>
    public string? Version { get; set; }

    /// <summary>
    /// Whether linear steps that follow each other are joined when a model is loaded: the same results but for rounding, in less time. Default true.
    /// </summary>
    public bool Simplify { get; set; } = true;

    /// <summary>Most memory that all models of the room may take, in MiB. Default 0: what the machine or the container has.</summary>
    [Range(0, 1 << 24)]
    public int MemoryLimitMiB { get; set; }

    /// <summary>
    /// PEM file of the public keys (ECDSA) of those whose signature a model must carry, in <c>model.json.sig</c>; read at each load. Default: none,
    /// and no signature is asked for.
    /// </summary>
    public string SignedBy { get; set; } = "";

    /// <summary>Devices and precisions of single models, by name: <c>Model:Placements:NAME:Device</c>.</summary>
    public Dictionary<string, PlacementOptions> Placements { get; } = [];
}
