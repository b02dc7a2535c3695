using CovidGrpc.Training.Data;
using CovidGrpc.Vision;

namespace CovidGrpc.Training.Tests.Data;

public sealed class LabelCodingTests
{
    [Fact]
    public void Labelled_OfEachCoding_AreTheTissuesThatSomeValueMeans()
    {
        Assert.Equal([Tissue.Lung, Tissue.GroundGlassOpacity, Tissue.Consolidation], LabelCoding.Authors.Labelled.Order());
        Assert.Equal([Tissue.GroundGlassOpacity, Tissue.Consolidation], LabelCoding.Lesions.Labelled.Order());
        Assert.Equal([Tissue.Lung, Tissue.GroundGlassOpacity, Tissue.Consolidation], LabelCoding.LungAndInfection.Labelled.Order());
    }

    [Fact]
    public void Constructor_MeaningForBackground_Throws()
    {
        Assert.Throws<ArgumentException>(() => new LabelCoding(new Dictionary<byte, IReadOnlyList<Tissue>> { [0] = [Tissue.Lung] }));
    }

    [Fact]
    public void Of_BackgroundAndNoTissue_AreEmpty()
    {
        var coding = new LabelCoding(new Dictionary<byte, IReadOnlyList<Tissue>> { [1] = [Tissue.Lung], [4] = [] });

        Assert.Empty(coding.Of(0));
        Assert.Empty(coding.Of(4));
        Assert.Equal([Tissue.Lung], coding.Of(1));
    }
}
