using CovidGrpc.Testing;
using CovidGrpc.Training.Configuration;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Training.Tests.Runs;

public sealed class TrainingConfigTests
{
    [Fact]
    public void Read_WhatTheFileLeavesOut_HasTheAuthorsValues()
    {
        using var run = new SmallRun(config => config.AsObject().Remove("recipe"));

        var config = TrainingConfig.Read(run.Config);

        Assert.Equal((0.75, 0.5, 256, 128), (config.Recipe.PositiveRoiIou, config.Recipe.NegativeRoiIou, config.Recipe.RoiSampleSize, config.Recipe.MostPositiveRois));
        Assert.Equal(run.PathOf("model"), config.Model);
    }

    [Fact]
    public void Read_ManyMistakes_AllAreTold()
    {
        using var run = new SmallRun(config =>
        {
            config["iterations"] = 0;
            config["optimiser"]!["learning_rate"] = 2;
            config["recipe"]!["positive_roi_iou"] = 0.1;
            config["augmentation"]!["noise"] = 1000;
            config["data"]![0]!["segmentation_share"] = -1;
        });

        var errors = Assert.Throws<TrainingConfigException>(() => TrainingConfig.Read(run.Config)).Errors;

        Assert.Equal(["iterations", "optimiser.learning_rate", "recipe", "augmentation.noise", "data phantoms"], errors.Select(error => error.Split(' ', ':') is ["data", var name, ..] ? $"data {name}" : error.Split(' ', ':')[0]));
    }

    [Theory]
    [InlineData("\"seed\":7", "\"sead\":7", "sead")]
    [InlineData("\"seed\":7", "\"seed\":7,\"seed\":8", "seed")]
    [InlineData("\"layout\":\"phantoms\"", "\"layout\":3", "layout")]
    [InlineData("\"seed\":7,", "", "seed")]
    public void Read_WrongProperty_NamesIt(string text, string change, string named)
    {
        using var run = new SmallRun();
        var before = File.ReadAllText(run.Config);
        Assert.Contains(text, before, StringComparison.Ordinal);
        File.WriteAllText(run.Config, before.Replace(text, change, StringComparison.Ordinal));

        Assert.Contains(named, Assert.Throws<TrainingConfigException>(() => TrainingConfig.Read(run.Config)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("medseg")]
    [InlineData("zenodo20")]
    public void Read_ClassFromASetOfOneClass_Refused(string layout)
    {
        using var run = new SmallRun(config =>
        {
            var data = config["data"]![0]!.AsObject();
            data.Remove("phantoms");
            (data["layout"], data["folder"]) = (layout, "somewhere");
        });

        Assert.Contains("class_share must be 0", Assert.Throws<TrainingConfigException>(() => TrainingConfig.Read(run.Config)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("demo", "demo")]
    [InlineData("demo-class", "demo")]
    [InlineData("one-shot", "one-shot")]
    [InlineData("mask-rcnn", "mask-rcnn")]
    [InlineData("classifier", "classifier")]
    public void Read_ConfigurationsThatComeWithTheProject_AreRight(string name, string model)
    {
        var config = TrainingConfig.Read(Repository.PathOf("deploy", "training", $"{name}.json"));

        Assert.Equal(model, ModelFolder.Open(config.Model).Manifest.Name);
    }
}
