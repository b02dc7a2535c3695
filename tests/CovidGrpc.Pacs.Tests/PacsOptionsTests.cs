using CovidGrpc.Testing;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Pacs.Tests;

public sealed class PacsOptionsTests
{
    [Fact]
    public async Task Start_EverythingWrong_TellsAllAtOnce()
    {
        var failure = await StartAsync(new Dictionary<string, string?>
        {
            ["Pacs:Url"] = "pacs",
            ["Pacs:Authentication"] = "Bearer",
            ["Pacs:CaFile"] = "/nowhere/ca.pem",
            ["Pacs:HashKey"] = "c2hvcnQ=",
            ["Pacs:Poll"] = "00:00:00",
            ["Pacs:MostInstances"] = "0",
        });
        foreach (var key in (string[])["Pacs:Url", "Pacs:Gateway", "Pacs:TokenFile", "Pacs:CaFile", "Pacs:HashKey", nameof(PacsOptions.Poll), nameof(PacsOptions.MostInstances)])
        {
            Assert.Contains(key, failure.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("c2hvcnQ=", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Pacs:Authentication", "Basic")]
    [InlineData("Pacs:HashKeyFile", "/nowhere/key")]
    [InlineData("Pacs:Url", "ftp://pacs")]
    [InlineData("Pacs:Url", "http://user:password@pacs")]
    [InlineData("Pacs:GatewayApiKeyFile", "/nowhere/key")]
    [InlineData("Pacs:GatewayCaFile", "/nowhere/ca.crt")]
    public async Task Start_OneThingWrong_NamesIt(string key, string value)
    {
        var settings = Sound();
        settings[key] = value;
        var failure = await StartAsync(settings);
        Assert.Contains(key.Split(':')[0], failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("password@", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AllRight_IsUnhealthyUntilThePacsAnswers()
    {
        var folder = Directory.CreateTempSubdirectory("covidgrpc-options-");
        try
        {
            var settings = Sound();
            settings["Jobs:File"] = Path.Combine(folder.FullName, "jobs.db");
            await using var host = await LoopbackHost.StartAsync(builder => builder.AddPacs(), app => app.MapPacs(), settings);
            using var http = new HttpClient();
            using var response = await http.GetAsync(new Uri(new Uri(host.HttpAddress), PacsHost.HealthPath), TestContext.Current.CancellationToken);
            Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, response.StatusCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<string, string?> Sound() => new()
    {
        ["Pacs:Url"] = $"http://127.0.0.1:{FreePort.Take()}/dicom-web",
        ["Pacs:Gateway"] = "http://127.0.0.1:1",
        ["Pacs:HashKey"] = Convert.ToBase64String(new byte[32]),
    };

    private static Task<OptionsValidationException> StartAsync(Dictionary<string, string?> settings) =>
        Assert.ThrowsAsync<OptionsValidationException>(() => LoopbackHost.StartAsync(builder => builder.AddPacs(), app => app.MapPacs(), settings));
}
