using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;

namespace CovidGrpc.Gateway.Tests;

public sealed class SecurityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task JsonAndGrpcWeb_WithoutCredentials_AreRefusedInTheirWay()
    {
        await using var gateway = await OperationGateway.StartAsync(("Security:Anonymous", "false"));
        using var http = new HttpClient { BaseAddress = new Uri(gateway.Host.HttpAddress) };
        using var channel = GrpcChannel.ForAddress(
            gateway.Host.HttpAddress, new GrpcChannelOptions { HttpHandler = new GrpcWebHandler(GrpcWebMode.GrpcWeb, new HttpClientHandler()), HttpVersion = HttpVersion.Version11 });

        var refusal = await http.PostAsJsonAsync("/v1/images:diagnose", new { image = Convert.ToBase64String([1]) }, Cancellation);

        Assert.Equal((HttpStatusCode.Unauthorized, "Bearer"), (refusal.StatusCode, refusal.Headers.WwwAuthenticate.ToString()));
        var error = JsonNode.Parse(await refusal.Content.ReadAsStringAsync(Cancellation))!;
        Assert.Equal((int)StatusCode.Unauthenticated, (int)error["code"]!);
        Assert.Contains(error["details"]!.AsArray(), detail => (string?)detail!["reason"] == "CREDENTIALS_MISSING");
        var call = new DiagnosisService.DiagnosisServiceClient(channel).ListOperationsAsync(new ListOperationsRequest());
        await RpcAssert.FailsAsync(call, StatusCode.Unauthenticated, "CREDENTIALS_MISSING");
    }

    [Fact]
    public async Task Json_FasterThanTheCallerMay_IsTooManyRequests()
    {
        await using var gateway = await OperationGateway.StartAsync(("CallerLimits:PerSecond", "1"));
        using var http = new HttpClient { BaseAddress = new Uri(gateway.Host.HttpAddress) };
        HttpResponseMessage answer;
        var calls = 0;
        do
        {
            answer = await http.GetAsync(new Uri("/v1/operations", UriKind.Relative), Cancellation);
            Assert.InRange(++calls, 1, 100);
        }
        while (answer.StatusCode == HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
        Assert.Contains(error["details"]!.AsArray(), detail => (string?)detail!["reason"] == "CALLER_LIMIT");
        Assert.Contains(error["details"]!.AsArray(), detail => detail!["retryDelay"] is not null);
    }

    [Fact]
    public async Task Json_Audited_HasTheStatusOfTheCall()
    {
        var file = Path.GetTempFileName();
        try
        {
            await using (var gateway = await OperationGateway.StartAsync(("Audit:File", file)))
            {
                using var http = new HttpClient { BaseAddress = new Uri(gateway.Host.HttpAddress) };
                Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/v1/operations", UriKind.Relative), Cancellation)).StatusCode);
                Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri("/v1/operations/none", UriKind.Relative), Cancellation)).StatusCode);
            }

            var lines = (await File.ReadAllLinesAsync(file, Cancellation)).Select(line => JsonNode.Parse(line)!);
            Assert.Equal(
                [("covid.v1.DiagnosisService/ListOperations", "OK"), ("covid.v1.DiagnosisService/GetOperation", "NotFound")],
                lines.Select(line => ((string?)line["rpc"], (string?)line["status"])));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
