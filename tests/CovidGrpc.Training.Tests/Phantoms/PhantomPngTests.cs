using CovidGrpc.Imaging;
using CovidGrpc.Training.Phantoms;

namespace CovidGrpc.Training.Tests.Phantoms;

public sealed class PhantomPngTests
{
    [Fact]
    public void WriteImage_Slice_ReadsBackAtLungWindow()
    {
        var slice = SmallPhantom.Create(2, PhantomClass.Covid19).RenderSlice(100);
        using var file = new MemoryStream();

        PhantomPng.WriteImage(file, slice);

        var image = SourceImage.Read(file.ToArray(), new SliceReaderOptions(), TestContext.Current.CancellationToken);
        Assert.Equal((slice.Rows, slice.Columns), (image.Rows, image.Columns));
        // Black is −1350 HU, white 150 HU.
        byte[] expected = [.. slice.HounsfieldUnits.Select(hu => (byte)Math.Clamp(Math.Floor((hu + 1350) / 1500.0 * 255 + 0.5), 0, 255))];
        Assert.Equal(expected, image.Pixels.ToArray());
    }

    [Fact]
    public void WriteLabelMap_Slice_ReadsBackAsLabels()
    {
        var slice = SmallPhantom.Create(2, PhantomClass.Covid19).RenderSlice(100);
        using var file = new MemoryStream();

        PhantomPng.WriteLabelMap(file, slice);

        Assert.Equal(slice.LabelMap, SourceImage.Read(file.ToArray(), new SliceReaderOptions(), TestContext.Current.CancellationToken).Pixels.ToArray());
    }

    [Fact]
    public void WriteSeries_WithMasks_AFileAndAMaskForEachSlice()
    {
        using var folder = new TemporaryFolder();
        var phantom = SmallPhantom.Create(2, PhantomClass.Covid19);

        PhantomPng.WriteSeries(phantom, folder.Path, 3, withMasks: true, TestContext.Current.CancellationToken);

        string[] names = ["slice-0001.png", "slice-0002.png", "slice-0003.png"];
        Assert.Equal(names, folder.FileNames());
        Assert.Equal(names, folder.FileNames("masks"));
    }

    [Fact]
    public void WriteSeries_FolderInUse_Refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "other.png"), "");

        Assert.Throws<IOException>(() => PhantomPng.WriteSeries(
            SmallPhantom.Create(2, PhantomClass.Control), folder.Path, 3, withMasks: false, TestContext.Current.CancellationToken));
        Assert.Equal(["other.png"], folder.FileNames());
    }
}
