using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Hosting.Security;
using CovidGrpc.Testing;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Hosting.Tests.Security;

public sealed class SecurityOptionsTests
{
    [Theory]
    [InlineData("http://*:8080", false)]
    [InlineData("http://0.0.0.0:8080", false)]
    [InlineData("http://[::]:8080", false)]
    [InlineData("http://gateway.example:8080", false)]
    [InlineData("https://192.0.2.1:8443", false)]
    [InlineData("http://127.0.0.1.example:8080", false)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://[::1]:8080", true)]
    [InlineData("http://localhost:8080", true)]
    [InlineData("http://unix:/run/covid.sock", true)]
    public void Validate_WithoutSettings_WantsThemWhereTheNetworkReaches(string url, bool local)
    {
        var errors = Errors(new SecurityOptions(), url);

        Assert.Equal(local, errors.Count == 0);
        Assert.All(errors, error => Assert.Contains("Security:Anonymous=true", error, StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_AnonymousSaid_Starts() => Assert.Empty(Errors(new SecurityOptions { Anonymous = true }, "http://*:8080"));

    [Fact]
    public void Validate_WrongSettings_AreToldAllAtOnce()
    {
        var options = new SecurityOptions { Anonymous = true, ApiKeysFile = "/nowhere/keys", Jwt = { Authority = "http://issuer.example" } };

        string[] parts = ["goes with none of", "Security:ApiKeysFile:", "must be an https URL", "Audience is missing"];
        var errors = Errors(options, "http://*:8080");
        Assert.Equal(parts.Length, errors.Count);
        Assert.All(parts.Zip(errors), pair => Assert.Contains(pair.First, pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_BeyondLoopbackWithoutSettings_IsRefused() => await Assert.ThrowsAsync<OptionsValidationException>(() =>
        LoopbackHost.StartAsync(_ => { }, _ => { }, new Dictionary<string, string?> { ["Kestrel:Endpoints:Grpc:Url"] = "http://*:0" }));

    [Fact]
    public async Task Call_AnonymousForbiddenOnLoopback_IsUnauthenticated()
    {
        await using var host = await LoopbackHost.StartAsync(_ => { }, app => app.MapGrpcService<Models>(), new Dictionary<string, string?> { ["Security:Anonymous"] = "false" });
        var call = new ModelService.ModelServiceClient(host.Channel).ListModelsAsync(new ListModelsRequest());
        await RpcAssert.FailsAsync(call, StatusCode.Unauthenticated, "CREDENTIALS_MISSING");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("false", "RPC_NOT_IMPLEMENTED")]
    public async Task Reflection_ByItsSetting_IsAnswered(string? setting, string? reason)
    {
        await using var host = await LoopbackHost.StartAsync(_ => { }, _ => { }, new Dictionary<string, string?> { ["Security:Reflection"] = setting });
        using var call = new ServerReflection.ServerReflectionClient(host.Channel).ServerReflectionInfo(cancellationToken: TestContext.Current.CancellationToken);
        var answer = Record.ExceptionAsync(async () =>
        {
            await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, TestContext.Current.CancellationToken);
            Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        });
        Assert.Equal(reason, (await answer.AsTask().WaitAsync(TimeSpan.FromSeconds(30)) as RpcException)?.Reason());
    }

    private static IReadOnlyList<string> Errors(SecurityOptions options, string url)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(ServiceDefaults.ListenOn(url, null)).Build();
        return [.. new SecurityOptionsValidator(configuration).Validate(null, options).Failures ?? []];
    }

    private sealed class Models : ModelService.ModelServiceBase;
}
