using CovidGrpc.Training.Data;
using CovidGrpc.Training.Evaluation;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Masks;

namespace CovidGrpc.Training.Tests.Evaluation;

public sealed class SliceMeasuresTests
{
    private const int Side = 40;

    private static readonly IReadOnlyList<Tissue> Tissues = [Tissue.Lung, Tissue.GroundGlassOpacity, Tissue.Consolidation];

    // Twenty columns of lung, the lower half of it lesion; what is found takes that half for lung as well, and ten columns beside it for lesion.
    [Fact]
    public void Add_LesionTakenForLung_CountsAgainstLungButNotAgainstWholeLungs()
    {
        var measures = new SliceMeasures(LabelCoding.LungAndInfection, Tissues, arePatientsKnown: true, new() { Resamples = 10 });

        measures.Add(
            Slice(LabelCoding.LungAndInfection, (row, column) => column >= 20 ? 0 : row < 20 ? 1 : 2),
            [Found(Tissue.Lung, (_, column) => column < 20), Found(Tissue.Consolidation, (_, column) => column is >= 20 and < 30)],
            null);

        var found = measures.Finish("crafted", TestContext.Current.CancellationToken).Measures.ToArray();
        Assert.Equal(2 * 1.0 / (1 + 2), Value("dice_pooled/lung"), 1e-12);
        Assert.Equal(0, Value("dice_pooled/lesion"));
        Assert.Equal(2 * 2.0 / (2 + 3), Value("dice_pooled/lung_with_lesions"), 1e-12);

        double Value(string name) => found.First(each => each.Name == name).Estimate.Value;
    }

    [Fact]
    public void Add_DataSetWithoutLungs_SaysNothingOfWholeLungs()
    {
        var measures = new SliceMeasures(LabelCoding.Lesions, Tissues, arePatientsKnown: true, new() { Resamples = 10 });

        measures.Add(Slice(LabelCoding.Lesions, (row, _) => row < 20 ? 1 : 0), [Found(Tissue.Lung, (_, _) => true)], null);

        var report = measures.Finish("crafted", TestContext.Current.CancellationToken);
        Assert.NotNull(report.Instances);
        Assert.Null(report.Instances.WholeLungs);
    }

    private static LabelledSlice Slice(LabelCoding coding, Func<int, int, int> label) => new("crafted", "one", "one/1", new byte[Side * Side], Side, Side)
    {
        LabelMap = Enumerable.Range(0, Side * Side).Select(i => (byte)label(i / Side, i % Side)).ToArray(),
        Coding = coding,
    };

    private static Finding Found(Tissue tissue, Func<int, int, bool> isIn)
    {
        var pixels = Enumerable.Range(0, Side * Side).Select(i => isIn(i / Side, i % Side)).ToArray();
        return new(tissue, 0.9f, default, CocoRle.Encode(pixels, Side, Side), pixels.Count(pixel => pixel));
    }
}
