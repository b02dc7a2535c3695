using CovidGrpc.Vision.Backbones;
using CovidGrpc.Vision.Importing;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;

namespace CovidGrpc.Vision.Models;

/// <summary>The names that <c>model.json</c> and answers use.</summary>
public static class ModelNames
{
    /// <summary>Name of a file format, as <c>safetensors</c>.</summary>
    public static string Name(this WeightFileFormat format) => EnumText<WeightFileFormat>.Of(format);

    /// <summary>The value of that name, or null.</summary>
    /// <typeparam name="T">One of the enumerations that <c>model.json</c> uses.</typeparam>
    public static T? Parse<T>(string name)
        where T : struct, Enum => EnumText<T>.TryParse(name, out var value) ? value : null;

    /// <summary>All names of an enumeration that <c>model.json</c> uses.</summary>
    public static IReadOnlyList<string> All<T>()
        where T : struct, Enum => EnumText<T>.Names;

    /// <summary>Name of an architecture, as <c>one_shot_lstm_attention</c>.</summary>
    public static string Name(this ModelArchitecture architecture) => EnumText<ModelArchitecture>.Of(architecture);

    /// <summary>Name of a backbone, as <c>resnext50_32x4d</c>.</summary>
    public static string Name(this Backbone backbone) => EnumText<Backbone>.Of(backbone);

    /// <summary>Name of a batch-norm mode, as <c>running_statistics</c>.</summary>
    public static string Name(this BatchNormMode mode) => EnumText<BatchNormMode>.Of(mode);

    /// <summary>Name of a normalisation, as <c>zscore</c>.</summary>
    public static string Name(this Normalisation normalisation) => EnumText<Normalisation>.Of(normalisation);

    /// <summary>Name of a precision, as <c>bfloat16</c>.</summary>
    public static string Name(this Precision precision) => EnumText<Precision>.Of(precision);
}
