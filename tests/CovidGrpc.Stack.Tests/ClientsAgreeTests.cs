using System.Text.Json;
using System.Text.Json.Nodes;
using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Google.Protobuf;

namespace CovidGrpc.Stack.Tests;

/// <summary>The same file by every road gives the same answer.</summary>
public sealed class ClientsAgreeTests(StackFixture stack)
{
    public static TheoryData<string> Samples => ["chest.png", "chest.dcm"];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Diagnose_ByCommandLineAndLibrary_IsTheSameAnswer(string sample)
    {
        var expected = await DiagnoseAsync(sample);
        using var client = DiagnosisClient.Connect(new Uri(stack.Suite.GrpcAddress!));
        var library = await client.DiagnoseAsync(await File.ReadAllBytesAsync(PathOf(sample)));
        var printed = await Command.OutputOfAsync(
            Path.Combine(AppContext.BaseDirectory, "covid"), "diagnose", PathOf(sample), "--gateway", stack.Suite.GrpcAddress!, "--json");

        AssertSame(expected, library);
        var json = JsonNode.Parse(printed)!;
        Assert.Equal(expected.Classification.Logits, json["logits"]!.Deserialize<float[]>()!);
        Assert.Equal(expected.Classification.Probabilities, json["probabilities"]!.Deserialize<float[]>()!);
        Assert.Equal(expected.Findings.Select(f => f.Mask.Rle), json["findings"]!.AsArray().Select(f => (string?)f!["mask"]!["counts"]));
        Assert.Equal(expected.Evidence.Select(e => e.AttentionPos), json["evidence"]!.AsArray().Select(e => (float)e!["attention_pos"]!));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Diagnose_ByPython_IsTheSameAnswer(string sample)
    {
        Command.Require("grpc_python_plugin", "apt-get install python3-grpcio protobuf-compiler protobuf-compiler-grpc");
        var folder = Directory.CreateTempSubdirectory("covidgrpc-python-");
        try
        {
            await Command.OutputOfAsync(Repository.PathOf("clients", "python", "generate"), folder.FullName);
            var script = Path.Combine(folder.FullName, "diagnose.py");
            File.Copy(Repository.PathOf("clients", "python", "diagnose.py"), script);

            var printed = await Command.OutputOfAsync("/usr/bin/python3", script, PathOf(sample), new Uri(stack.Suite.GrpcAddress!).Authority);

            AssertSame(await DiagnoseAsync(sample), JsonParser.Default.Parse<DiagnoseResponse>(printed));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Diagnose_ByBufCurlAndReflectionAlone_IsTheSameAnswer(string sample)
    {
        Command.Require("buf", "npm install -g @bufbuild/buf");
        var request = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(request, JsonSerializer.Serialize(new { image = await File.ReadAllBytesAsync(PathOf(sample)) }));

            var printed = await Command.OutputOfAsync(
                "buf", "curl", "--protocol", "grpc", "--reflect", "--http2-prior-knowledge", "-d", $"@{request}", $"{stack.Suite.GrpcAddress}/covid.v1.DiagnosisService/Diagnose");

            AssertSame(await DiagnoseAsync(sample), JsonParser.Default.Parse<DiagnoseResponse>(printed));
        }
        finally
        {
            File.Delete(request);
        }
    }

    [Fact]
    public async Task Diagnose_PngAndDicomOfOneSlice_AgreeInAllButGeometry()
    {
        var (png, dicom) = (await DiagnoseAsync("chest.png"), await DiagnoseAsync("chest.dcm"));

        Assert.Equal(png.Classification, dicom.Classification);
        Assert.Equal(png.Findings.Select(f => f.Mask), dicom.Findings.Select(f => f.Mask));
        Assert.All(dicom.Findings, f => Assert.True(f.HasAreaMm2));
        Assert.All(png.Findings, f => Assert.False(f.HasAreaMm2));
    }

    private static string PathOf(string sample) => Repository.PathOf("deploy", "sample", sample);

    private static void AssertSame(DiagnoseResponse expected, DiagnoseResponse actual)
    {
        foreach (var response in (DiagnoseResponse[])[expected, actual])
        {
            response.Timings.Clear();
            response.Cache = CacheOutcome.Unspecified;
        }

        Assert.Equal(expected, actual);
    }

    private async Task<DiagnoseResponse> DiagnoseAsync(string sample) => await new DiagnosisService.DiagnosisServiceClient(stack.Suite.Channel)
        .DiagnoseAsync(new DiagnoseRequest { Image = ByteString.CopyFrom(await File.ReadAllBytesAsync(PathOf(sample))) });
}
