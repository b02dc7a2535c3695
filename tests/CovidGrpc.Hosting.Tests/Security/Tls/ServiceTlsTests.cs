using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Calls;
using CovidGrpc.Testing;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace CovidGrpc.Hosting.Tests.Security.Tls;

/// <summary>A service called by another: who it is, by the other's own certificate, and what is told where they do not trust each other.</summary>
public sealed class ServiceTlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public ServiceTlsTests()
    {
        _authority.Issue("host");
        _authority.Issue("gateway");
    }

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_OfAServiceThatWantsCertificates_IsMadeByTheHostsOwn(bool byName)
    {
        await using var service = await ModelsHost.StartAsync(new Dictionary<string, string?>(_authority.Settings("host"))
        {
            ["Tls:ClientCaFile"] = _authority.CaFile,
            ["Security:Certificates:gateway"] = "read",
        });
        var address = byName ? $"dns:///{new Uri(service.GrpcAddress).Authority}" : service.GrpcAddress;

        await using var caller = await CallerAsync(address, _authority.CaFile);

        await Client(caller).ListModelsAsync(new ListModelsRequest()).ResponseAsync.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Call_OfAServiceThatIsNotTrusted_IsUnavailableAndSaysWhy()
    {
        using var stranger = new TestAuthority();
        await using var service = await ModelsHost.StartAsync(_authority.Settings("host"));

        await using var caller = await CallerAsync(service.GrpcAddress, stranger.CaFile);

        await RpcAssert.FailsAsync(Client(caller).ListModelsAsync(new ListModelsRequest()), StatusCode.Unavailable, "SEGMENTATION_TLS_FAILED");
    }

    private static ModelService.ModelServiceClient Client(LoopbackHost caller) => caller.Services.GetRequiredService<ModelService.ModelServiceClient>();

    private Task<LoopbackHost> CallerAsync(string address, string trusted) => LoopbackHost.StartAsync(
        builder => builder.AddServiceClient("segmentation", invoker => new ModelService.ModelServiceClient(invoker)),
        _ => { },
        new Dictionary<string, string?>(_authority.Settings("gateway")) { ["Services:segmentation:Address"] = address, ["Services:segmentation:CaFile"] = trusted });
}
