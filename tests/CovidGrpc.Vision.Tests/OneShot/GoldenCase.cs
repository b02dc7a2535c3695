using System.Text.Json;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Tests.Golden;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests.OneShot;

/// <summary>One image through one golden network in one mode.</summary>
internal sealed class GoldenCase(string folder, JsonElement numbers)
{
    public JsonElement Numbers => numbers;

    public string Backbone => numbers.Text("arch");

    public bool UsesBatchStatistics => numbers.Text("mode") == "paper";

    public string BatchNorm => UsesBatchStatistics ? "batch_statistics" : "running_statistics";

    public string Image => numbers.Text("image");

    public Normalisation Normalisation => numbers.Text("normalisation") == "zscore" ? Normalisation.ZScore : Normalisation.Unit;

    /// <summary>The tolerance for running statistics, or the wider one for batch statistics, which amplify noise.</summary>
    public double Tolerance(double runningStatistics, double batchStatistics)
    {
        return UsesBatchStatistics ? batchStatistics : runningStatistics;
    }

    public SliceInput Slice()
    {
        return GreyPng.Read(Path.Combine(folder, "images", Image));
    }

    public SliceBatch Batch()
    {
        var slice = Slice();
        return SliceBatch.Of([slice], ImageGeometry.Of(new(slice.Rows, slice.Columns)), Normalisation, CPU);
    }

    public bool Has(string name)
    {
        return numbers.TryGetProperty(name, out _);
    }

    public JsonElement this[string name] => numbers.GetProperty(name);

    public override string ToString()
    {
        return $"{Backbone} {Image} {numbers.Text("mode")} {numbers.Text("normalisation")}";
    }
}
