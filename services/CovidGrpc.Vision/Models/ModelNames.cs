using CovidGrpc.Vision.Backbones;

namespace CovidGrpc.Vision.Models;

/// <summary>The names that <c>model.json</c> and answers use.</summary>
public static class ModelNames
{
    /// <summary>Name of an architecture, as <c>one_shot_lstm_attention</c>.</summary>
    public static string Name(this ModelArchitecture architecture) => EnumText<ModelArchitecture>.Of(architecture);

    /// <summary>Name of a backbone, as <c>resnext50_32x4d</c>.</summary>
    public static string Name(this Backbone backbone) => EnumText<Backbone>.Of(backbone);
}
