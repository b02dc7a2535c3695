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
        Assert.Equal([2, 4, 8, 16, 32], manifest.Anchors.Sizes);
        Assert.Equal(new FindingSettings(0.75, 4), manifest.Findings);
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
            manifest["classes"] = new JsonArray("covid19", "control", "common_pneumonia");
            manifest["anchors"]!["sizes"] = new JsonArray(-1);
            manifest["rpn"]!["pre_nms_top_n"] = 1_000_000;
            manifest["findings"] = 3;
            manifest["temperature"] = "warm";
            manifest["colour"] = "blue";
            manifest["weights"] = new JsonObject { ["file"] = "../weights.safetensors", ["sha256"] = "12" };
            manifest.Remove("provenance");
        }));

        foreach (var part in (string[])["schema_version", "name", "backbone", "classes", "anchors.sizes", "rpn.pre_nms_top_n", "findings", "temperature",
            "colour", "weights.file", "weights.sha256", "provenance"])
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
    public void ComputeDigest_OtherLayoutNameAndProvenance_Same()
    {
        var other = Parse(manifest =>
        {
            manifest["name"] = "other";
            manifest["version"] = "9";
            manifest["provenance"]!["licence"] = "another";
            manifest["temperature"] = JsonNode.Parse("1.00");
            var classes = manifest["classes"]!.DeepClone();
            manifest.Remove("classes");
            manifest["classes"] = classes;
        });

        Assert.Equal(Parse(_ => { }).ComputeDigest(), other.ComputeDigest());
        Assert.Matches("^[0-9a-f]{64}$", other.ComputeDigest());
    }

    [Theory]
    [InlineData("backbone", "\"resnet18\"")]
    [InlineData("batch_norm", "\"running_statistics\"")]
    [InlineData("normalisation", "\"unit\"")]
    [InlineData("temperature", "1.5")]
    [InlineData("findings", "{\"score_threshold\": 0.5, \"max_per_slice\": 4}")]
    [InlineData("rpn", "{\"pre_nms_top_n\": 400, \"post_nms_top_n\": 100, \"nms_threshold\": 0.75}")]
    [InlineData("weights", "{\"file\": \"w.safetensors\", \"sha256\": \"0000000000000000000000000000000000000000000000000000000000000000\"}")]
    public void ComputeDigest_WhatInfluencesAnswers_Differs(string property, string value)
    {
        Assert.NotEqual(Parse(_ => { }).ComputeDigest(), Parse(manifest => manifest[property] = JsonNode.Parse(value)).ComputeDigest());
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
