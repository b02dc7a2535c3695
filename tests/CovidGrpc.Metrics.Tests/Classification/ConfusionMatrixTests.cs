using System.Text.Json;
using CovidGrpc.Metrics.Classification;

namespace CovidGrpc.Metrics.Tests.Classification;

/// <summary>What follows from a confusion matrix, against the authors' code on their published matrices and on traps.</summary>
public sealed class ConfusionMatrixTests
{
    // Ten decimals were recorded; one matrix was computed in single precision.
    private const double Tolerance = 1e-10;
    private const double SinglePrecision = 1e-7;

    [Theory]
    [InlineData("covid_ct_mask_net_merged", Tolerance)]
    [InlineData("covid_ct_mask_net_both", Tolerance)]
    [InlineData("single_shot_model", Tolerance)]
    [InlineData("perfect", Tolerance)]
    [InlineData("small_asymmetric", Tolerance)]
    [InlineData("class_never_predicted", SinglePrecision)]
    public void Measures_GoldenMatrix_AllNumbers(string name, double tolerance)
    {
        var golden = GoldenMetrics.Matrices.GetProperty(name);
        var matrix = new ConfusionMatrix([.. golden.GetProperty("matrix").EnumerateArray().Select(count => count.GetInt64())]);

        foreach (var number in golden.GetProperty("computed").EnumerateObject())
        {
            double[] own = number.Name switch
            {
                "sensitivity" => [.. CaseClasses.All.Select(matrix.Sensitivity)],
                "specificity" => [.. CaseClasses.All.Select(matrix.Specificity)],
                "ppv" => [.. CaseClasses.All.Select(matrix.Ppv)],
                "f1_per_class" => [.. CaseClasses.All.Select(matrix.F1)],
                "overall_accuracy" => [matrix.Accuracy],
                "macro_f1" => [matrix.MacroF1],
                "class_adjusted_f1" => [matrix.ClassAdjustedF1],
                _ => throw new InvalidOperationException(number.Name),
            };
            JsonElement[] recorded = number.Value.ValueKind == JsonValueKind.Array ? [.. number.Value.EnumerateArray()] : [number.Value];
            Assert.Equal(recorded.Length, own.Length);
            Assert.All(recorded.Zip(own), pair => Assert.Equal(pair.First.ValueKind == JsonValueKind.String ? double.NaN : pair.First.GetDouble(), pair.Second, tolerance));
        }
    }

    [Fact]
    public void Measures_ClassWithoutCases_NotDefinedRatherThanZero()
    {
        var matrix = new ConfusionMatrix(5, 1, 0, 2, 4, 0, 0, 0, 0);

        Assert.All([matrix.Sensitivity(CaseClass.Covid19), matrix.Ppv(CaseClass.Covid19), matrix.F1(CaseClass.Covid19), matrix.MacroF1, matrix.ClassAdjustedF1],
            value => Assert.True(double.IsNaN(value)));
        Assert.Equal(1, matrix.Specificity(CaseClass.Covid19));
        Assert.Equal(0.75, matrix.Accuracy);
    }
}
