using CovidGrpc.Imaging;
using CovidGrpc.Testing;
using CovidGrpc.Training.Phantoms;

namespace CovidGrpc.Training.Tests.Phantoms;

/// <summary>The sample images of the repository are what the generator writes.</summary>
public sealed class SampleTests
{
    private static readonly PhantomOptions Options = new(48, PhantomClass.Covid19);

    [Fact]
    public void SampleDicom_Bytes_EqualTheGenerators()
    {
        byte[] expected = new PhantomDicomSeries(ChestPhantom.Create(Options), 1)
            .CreateFiles(TestContext.Current.CancellationToken).Single().ToArray();

        Assert.Equal(expected, File.ReadAllBytes(SamplePath("chest.dcm")));
    }

    [Fact]
    public void SamplePng_Pixels_EqualTheGenerators()
    {
        var phantom = ChestPhantom.Create(Options);
        using var expected = new MemoryStream();
        PhantomPng.WriteImage(expected, phantom.RenderSlice(phantom.RepresentativePosition()));

        // Pixels, as another build of the PNG encoder may compress the same picture to other bytes.
        Assert.Equal(Pixels(expected.ToArray()), Pixels(File.ReadAllBytes(SamplePath("chest.png"))));

        static byte[] Pixels(byte[] file) =>
            SourceImage.Read(file, new SliceReaderOptions(), TestContext.Current.CancellationToken).Pixels.ToArray();
    }

    private static string SamplePath(string name) => Repository.PathOf("deploy", "sample", name);
}
