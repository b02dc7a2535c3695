using CovidGrpc.Imaging;

namespace CovidGrpc.Cli.Tests;

public sealed class PhantomTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Phantom_AsTheSamplesReadmeSays_WritesTheCommittedDicomFile()
    {
        var result = await CovidProcess.RunAsync("phantom", _folder.PathOf("chest.dcm"), "--seed", "48", "--class", "covid19");

        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.Equal(File.ReadAllBytes(Sample.Dicom), File.ReadAllBytes(_folder.PathOf("chest.dcm")));
    }

    [Fact]
    public async Task Phantom_AsTheSamplesReadmeSays_WritesTheCommittedPicture()
    {
        var result = await CovidProcess.RunAsync("phantom", _folder.PathOf("chest.png"), "--seed", "48", "--class", "covid19", "--masks");

        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.Equal(PixelsOf(Sample.Png), PixelsOf(_folder.PathOf("chest.png")));
        Assert.Equal<byte>([0, 1, 2, 3], PixelsOf(_folder.PathOf("chest.mask.png")).Distinct().Order());
    }

    [Theory]
    [InlineData("dicom", ".dcm")]
    [InlineData("png", ".png")]
    public async Task Phantom_Series_IsTheSameTwiceAndRefusesAFolderInUse(string format, string extension)
    {
        string[] arguments = ["--seed", "7", "--class", "common-pneumonia", "--format", format, "--slices", "2", "--masks"];

        var results = await Task.WhenAll(
            CovidProcess.RunAsync(["phantom", _folder.PathOf("one"), .. arguments]), CovidProcess.RunAsync(["phantom", _folder.PathOf("two"), .. arguments]));
        var again = await CovidProcess.RunAsync(["phantom", _folder.PathOf("one"), .. arguments]);

        Assert.All(results, result => Assert.Equal(ExitCode.Done, result.ExitCode));
        string[] files = [$"masks/slice-0001.png", $"masks/slice-0002.png", $"slice-0001{extension}", $"slice-0002{extension}"];
        Assert.Equal(files, FilesIn("one"));
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(_folder.PathOf($"one/{file}")), File.ReadAllBytes(_folder.PathOf($"two/{file}"))));
        Assert.NotEqual(File.ReadAllBytes(_folder.PathOf($"one/{files[2]}")), File.ReadAllBytes(_folder.PathOf($"one/{files[3]}")));
        Assert.Equal(ExitCode.SomeFailed, again.ExitCode);
        Assert.StartsWith($"covid: {_folder.PathOf("one")}: ", Assert.Single(again.Errors), StringComparison.Ordinal);
    }

    private static byte[] PixelsOf(string file) =>
        SourceImage.Read(File.ReadAllBytes(file), new SliceReaderOptions { Window = Window.Lung }).Pixels.ToArray();

    private IEnumerable<string> FilesIn(string folder) =>
        Directory.EnumerateFiles(_folder.PathOf(folder), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder.PathOf(folder), file)).Order(StringComparer.Ordinal);
}
