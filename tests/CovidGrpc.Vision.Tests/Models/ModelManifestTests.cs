using System.Text;
using System.Text.Json.Nodes;
using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Vision.Tests.Models;

public sealed class ModelManifestTests
{
    [Fact]
    public void Parse_DemoModel_ReadsEverything()
    {
        var manifest = Parse(_ => { });

        Assert.Equal(BatchNormMode.BatchStatistics, manifest.BatchNorm);
        Assert.Equal([2, 4, 8, 16, 32], manifest.Detection!.Anchors.Sizes);
        Assert.Equal(new FindingSettings(0.75, 4), manifest.Detection.Findings);
        Assert.Equal(WeightsReference.GeneratedRule, manifest.Weights.Rule);
    }

    [Fact]
    public void Parse_Written_SameManifest()
    {
        var manifest = Parse(_ => { });

        Assert.Equal(Encoding.UTF8.GetString(manifest.ToJson()), Encoding.UTF8.GetString(ModelManifest.Parse(manifest.ToJson()).ToJson()));
    }

    [Fact]
    public void Parse_ManyMistakes_AllAreTold()
    {
        var failure = Assert.Throws<ModelFolderException>(() => Parse(manifest =>
        {
            manifest["schema_version"] = 2;
            manifest["name"] = "Not A Name";
            manifest["backbone"] = "resnet101";
            manifest["classification"]!["classes"] = new JsonArray("covid19", "control", "common_pneumonia");
            manifest["detection"]!["anchors"]!["sizes"] = new JsonArray(-1);
            manifest["detection"]!["rpn"]!["pre_nms_top_n"] = 1_000_000;
            manifest["detection"]!["findings"] = 3;
            manifest["classification"]!["temperature"] = "warm";
            manifest["colour"] = "blue";
            manifest["weights"] = new JsonObject { ["file"] = "../weights.safetensors", ["sha256"] = "12" };
            manifest.Remove("card");
        }));

        foreach (var part in (string[])["schema_version", "name", "backbone", "classification.classes", "detection.anchors.sizes", "detection.rpn.pre_nms_top_n", "detection.findings",
            "classification.temperature",
            "colour", "weights.file", "weights.sha256", "card"])
        {
            Assert.Contains(failure.Errors, error => error.StartsWith(part, StringComparison.Ordinal));
        }

        Assert.Equal(12, failure.Errors.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"name\": 1, \"name\": 2}")]
    public void Parse_NoManifest_ModelFolderException(string json)
    {
        Assert.Throws<ModelFolderException>(() => ModelManifest.Parse(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void ComputeDigest_OtherLayoutNameAndCard_Same()
    {
        var other = Parse(manifest =>
        {
            manifest["name"] = "other";
            manifest["version"] = "9.0.0";
            manifest["card"]!["licence"] = "another";
            manifest["classification"]!["temperature"] = JsonNode.Parse("1.00");
            var detection = manifest["detection"]!.DeepClone();
            manifest.Remove("detection");
            manifest["detection"] = detection;
        });

        Assert.Equal(Parse(_ => { }).ComputeDigest(), other.ComputeDigest());
        Assert.Matches("^[0-9a-f]{64}$", other.ComputeDigest());
    }

    [Theory]
    [InlineData("backbone", "\"resnet18\"")]
    [InlineData("batch_norm", "\"running_statistics\"")]
    [InlineData("normalisation", "\"unit\"")]
    [InlineData("classification.temperature", "1.5")]
    [InlineData("detection.findings", "{\"score_threshold\": 0.5, \"max_per_slice\": 4}")]
    [InlineData("detection.mask_activation", "\"none\"")]
    [InlineData("detection.rpn", "{\"pre_nms_top_n\": 400, \"post_nms_top_n\": 100, \"nms_threshold\": 0.75}")]
    [InlineData("weights", "{\"file\": \"w.safetensors\", \"sha256\": \"0000000000000000000000000000000000000000000000000000000000000000\"}")]
    public void ComputeDigest_WhatInfluencesAnswers_Differs(string property, string value)
    {
        var changed = Parse(manifest =>
        {
            var path = property.Split('.');
            var owner = path.Length == 1 ? manifest : manifest[path[0]]!.AsObject();
            owner[path[^1]] = JsonNode.Parse(value);
        });

        Assert.NotEqual(Parse(_ => { }).ComputeDigest(), changed.ComputeDigest());
    }

    [Theory]
    [InlineData("mask_rcnn", "classification")]
    [InlineData("image_classifier", "detection")]
    public void Parse_SectionOfAnotherArchitecture_Told(string architecture, string section)
    {
        var failure = Assert.Throws<ModelFolderException>(() => Parse(manifest => manifest["architecture"] = architecture));

        Assert.Equal([$"{section} is not known"], failure.Errors);
    }

    [Fact]
    public void Parse_BackboneOfAnotherArchitecture_Told()
    {
        var failure = Assert.Throws<ModelFolderException>(() => Parse(manifest => manifest["backbone"] = "vgg16"));

        Assert.StartsWith("backbone must be one of", Assert.Single(failure.Errors));
    }

    [Fact]
    public void Open_NoFolder_ModelFolderException()
    {
        var failure = Assert.Throws<ModelFolderException>(() => ModelFolder.Open("/no/such/folder"));

        Assert.DoesNotContain("/no/such", failure.Message);
    }

    private static ModelManifest Parse(Action<JsonObject> change)
    {
        var manifest = TestModels.Manifest();
        change(manifest);
        return ModelManifest.Parse(Encoding.UTF8.GetBytes(manifest.ToJsonString()));
    }
}
