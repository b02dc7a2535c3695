using CovidGrpc.Vision.Backbones;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;

namespace CovidGrpc.Vision.Models;

/// <summary>The names that <c>model.json</c> and answers use.</summary>
public static class ModelNames
{
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
