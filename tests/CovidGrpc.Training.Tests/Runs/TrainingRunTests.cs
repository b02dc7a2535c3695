using System.Text.Json.Nodes;
using CovidGrpc.Training.Configuration;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Training.Tests.Runs;

public sealed class TrainingRunTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_KilledAndResumed_SameWeightsAsOneThatWasNot()
    {
        using var run = new SmallRun();
        await run.Open("whole").RunAsync(new Reports(), Cancellation);
        var killed = run.Open("killed");
        Directory.CreateDirectory(run.PathOf("resumed"));

        // What a kill during the fourth iteration leaves: the checkpoint of the second, and a log that is longer.
        await killed.RunAsync(new Reports(progress =>
        {
            if (progress.Iterations != 3)
                return;
            File.Copy(run.PathOf("killed", "checkpoint.safetensors"), run.PathOf("resumed", "checkpoint.safetensors"));
            File.Copy(run.PathOf("killed", "config.json"), run.PathOf("resumed", "config.json"));
        }), Cancellation);
        File.Copy(run.PathOf("killed", "log.jsonl"), run.PathOf("resumed", "log.jsonl"));
        var reports = new Reports();
        await run.Open("resumed").RunAsync(reports, Cancellation);

        Assert.Equal([3, 4], reports.All.Select(report => report.Iterations));
        Assert.Equal(Weights("whole"), Weights("resumed"));
        Assert.Equal([0, 1, 2, 3], Iterations("resumed"));

        string Weights(string folder) => ModelFolder.Open(run.PathOf(folder, "last")).Manifest.Weights.Sha256!;

        IEnumerable<long> Iterations(string folder) => File.ReadLines(run.PathOf(folder, "log.jsonl"))
            .Select(line => JsonNode.Parse(line)!).Where(line => line["losses"] is not null).Select(line => line["iteration"]!.GetValue<long>());
    }

    [Fact]
    public async Task Run_Cancelled_GoesOnFromThere()
    {
        using var run = new SmallRun();
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Open("run").RunAsync(new Reports(_ => stop.Cancel()), stop.Token));
        var reports = new Reports();

        await run.Open("run").RunAsync(reports, Cancellation);

        Assert.Equal([2, 3, 4], reports.All.Select(report => report.Iterations));
    }

    [Fact]
    public async Task Run_Finished_ModelIsServedAsItStands()
    {
        using var run = new SmallRun(config =>
        {
            config["iterations"] = 1;
            config["half_precision_weights"] = true;
            config["data"]![0]!["phantoms"]!["validation_slices"] = 3;
        });

        await run.Open("run").RunAsync(new Reports(), Cancellation);

        var model = ModelFolder.Open(run.PathOf("run", "model"));
        using var segmenter = Segmenters.Load(model, Placement.Cpu);
        using var classifier = Classifiers.Load(model, Placement.Cpu);
        Assert.True(model.Manifest.Trained);
        Assert.True(model.Manifest.Classification!.Calibrated);
        Assert.Contains(model.Manifest.Card.Metrics, metric => metric.Name == "accuracy" && metric.Data == "phantoms" && metric.Low <= metric.Value);
        Assert.True(File.Exists(run.PathOf("run", "report.json")));
    }

    [Fact]
    public void Open_FolderOfAnotherConfiguration_Refused()
    {
        using var run = new SmallRun();
        run.Open("run");
        File.WriteAllText(run.Config, File.ReadAllText(run.Config).Replace("\"seed\":7", "\"seed\":8", StringComparison.Ordinal));

        Assert.Contains("another configuration", Assert.Throws<TrainingConfigException>(() => run.Open("run")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image_classifier", "class")]
    [InlineData("mask_rcnn", "segmentation")]
    public async Task Run_Baseline_LearnsAndIsServed(string architecture, string loss)
    {
        using var run = new SmallRun(
            config => (config["iterations"], config["recipe"]!["batch_size"]) = (2, 2),
            model =>
            {
                model["architecture"] = architecture;
                model.AsObject().Remove("pyramid");
                model.AsObject().Remove(architecture == "mask_rcnn" ? "classification" : "detection");
            });
        var reports = new Reports();

        await run.Open("run").RunAsync(reports, Cancellation);

        Assert.All(reports.All, report => Assert.True(double.IsFinite(report.Losses[loss])));
        var model = ModelFolder.Open(run.PathOf("run", "model"));
        using INetwork network = architecture == "mask_rcnn" ? Segmenters.Load(model, Placement.Cpu) : Classifiers.Load(model, Placement.Cpu);
        network.WarmUp();
    }
}
