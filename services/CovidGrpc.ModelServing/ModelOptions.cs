using System.ComponentModel.DataAnnotations;

namespace CovidGrpc.ModelServing;

/// <summary>Which network a room holds, and on what it runs. Configuration section <c>Model</c>.</summary>
public sealed class ModelOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Model";

    /// <summary>The model's folder: <c>model.json</c> and its weights.</summary>
    public string Path { get; set; } = "";

    /// <summary><c>auto</c> (CUDA where there is one, else CPU), <c>cpu</c>, or <c>cuda:N</c>. Default <c>auto</c>.</summary>
    [RegularExpression("auto|cpu|cuda:[0-9]{1,2}", ErrorMessage = "must be auto, cpu or cuda:N")]
    public string Device { get; set; } = "auto";

    /// <summary>Threads within one operation of the network on the CPU, 0 to 256. Default 0: one for each core.</summary>
    [Range(0, 256)]
    public int Threads { get; set; }
}
