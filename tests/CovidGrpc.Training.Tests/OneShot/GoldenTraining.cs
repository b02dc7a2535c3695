using System.Text.Json;
using System.Text.Json.Nodes;
using CovidGrpc.Testing;
using CovidGrpc.Training.Detection;
using CovidGrpc.Training.OneShot;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Models;
using SkiaSharp;
using static TorchSharp.torch;

namespace CovidGrpc.Training.Tests.OneShot;

/// <summary>The original code's training numbers in <c>tests/golden/training</c>: resnet18 with generated weights on one slice of three instances.</summary>
internal static class GoldenTraining
{
    private static readonly string Root = Repository.Root;
    private static readonly string Folder = Path.Combine(Root, "tests", "golden", "training");

    public static JsonElement Numbers { get; } =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "training.json"))).RootElement.GetProperty("resnet18");

    public static SliceInput Slice { get; } = new(Read(Path.Combine(Root, "tests", "golden", "one_shot", "images", "ct1.png")), 512, 512, 512, 512);

    /// <summary>One instance of each tissue.</summary>
    public static SegmentationTarget Target { get; } = ReadTarget();

    public static OneShotNetwork Network()
    {
        var folder = Directory.CreateTempSubdirectory("covidgrpc-training-");
        try
        {
            var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(Root, "tests", "golden", "untrained", "model.json")))!;
            manifest["backbone"] = "resnet18";
            manifest["normalisation"] = "unit";
            File.WriteAllText(Path.Combine(folder.FullName, ModelFolder.ManifestName), manifest.ToJsonString());
            return OneShotNetwork.Load(ModelFolder.Open(folder.FullName), CPU);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static SegmentationTarget ReadTarget()
    {
        var labels = Read(Path.Combine(Folder, "ct1_gt.png"));
        return new([.. Enum.GetValues<Tissue>().Select((tissue, i) => Instance(tissue, [.. labels.Select(label => (byte)(label == i + 1 ? 1 : 0))]))]);
    }

    private static TissueInstance Instance(Tissue tissue, byte[] mask)
    {
        var pixels = mask.Index().Where(pixel => pixel.Item == 1).Select(pixel => (X: pixel.Index % 512, Y: pixel.Index / 512)).ToArray();
        var box = new Box(pixels.Min(p => p.X), pixels.Min(p => p.Y), pixels.Max(p => p.X) + 1, pixels.Max(p => p.Y) + 1);
        return new(tissue, box, mask);
    }

    private static byte[] Read(string path)
    {
        using var bitmap = SKBitmap.Decode(path);
        Assert.Equal((SKColorType.Gray8, 512, 512), (bitmap.ColorType, bitmap.Width, bitmap.RowBytes));
        return bitmap.GetPixelSpan().ToArray();
    }
}
