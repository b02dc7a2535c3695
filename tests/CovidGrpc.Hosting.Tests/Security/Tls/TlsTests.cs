using System.Net.Security;
using System.Net.Sockets;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Calls;
using CovidGrpc.Hosting.Serving;
using CovidGrpc.Testing;
using CovidGrpc.Transport;
using Grpc.Core;
using Microsoft.Extensions.Configuration;

namespace CovidGrpc.Hosting.Tests.Security.Tls;

/// <summary>Hosts that speak TLS, and those who may not connect.</summary>
public sealed class TlsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestAuthority _authority = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public TlsTests() => _authority.Issue("host");

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task Call_ByOneWhoTrustsTheAuthority_IsAnsweredOnBothPorts()
    {
        await using var host = await ModelsHost.StartAsync(_authority.Settings("host"), Trusting());

        await ModelsHost.AskAsync(host.Channel);
        await ModelsHost.AskAsync($"dns:///{new Uri(host.GrpcAddress).Authority}", Trusting());
        using var handler = new SocketsHttpHandler();
        using var http = new HttpClient(CallHandler.Create(handler, Trusting(), new Uri(host.HttpAddress)));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await http.GetAsync(new Uri(host.HttpAddress), Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Call_InPlainText_IsRefusedAndTheHostGoesOn()
    {
        await using var host = await ModelsHost.StartAsync(_authority.Settings("host"), Trusting());

        await UnreachableAsync(host.GrpcAddress.Replace("https", "http", StringComparison.Ordinal), null);

        await ModelsHost.AskAsync(host.Channel);
    }

    [Fact]
    public async Task Call_ByOneWhoTrustsOthers_IsNotMade()
    {
        using var stranger = new TestAuthority();
        await using var host = await ModelsHost.StartAsync(_authority.Settings("host"), Trusting());

        await UnreachableAsync(host.GrpcAddress, new CallSecurity { Trusted = stranger.Trusted() });
        await UnreachableAsync(host.GrpcAddress, null);

        await ModelsHost.AskAsync(host.Channel);
    }

    [Fact]
    public async Task Call_OfAHostWhoseCertificateHasExpired_IsNotMade()
    {
        _authority.Issue("host", ends: TimeSpan.FromMinutes(-1));
        await using var host = await ModelsHost.StartAsync(_authority.Settings("host"), Trusting());

        await UnreachableAsync(host.GrpcAddress, Trusting());
    }

    [Fact]
    public async Task Call_WhereCertificatesAreWanted_NeedsAGoodOne()
    {
        using var stranger = new TestAuthority();
        stranger.Issue("gateway");
        _authority.Issue("gateway");
        _authority.Issue("expired", ends: TimeSpan.FromMinutes(-1));
        _authority.Issue("server", use: TrustedCertificates.OfServers);
        await using var host = await ModelsHost.StartAsync(Mutual("gateway", "read"), Trusting(_authority.Own("gateway")));

        await UnreachableAsync(host.GrpcAddress, Trusting());
        await UnreachableAsync(host.GrpcAddress, Trusting(stranger.Own("gateway")));
        await UnreachableAsync(host.GrpcAddress, Trusting(_authority.Own("expired")));
        await UnreachableAsync(host.GrpcAddress, Trusting(_authority.Own("server")));

        await ModelsHost.AskAsync(host.Channel);
    }

    [Fact]
    public async Task Call_ByACertificate_HasTheRolesOfItsName()
    {
        _authority.Issue("gateway");
        _authority.Issue("somebody");
        await using var host = await ModelsHost.StartAsync(Mutual("gateway", "read"), Trusting(_authority.Own("gateway")));
        using var somebody = ServiceChannel.Open(host.GrpcAddress, Trusting(_authority.Own("somebody")));

        await ModelsHost.AskAsync(host.Channel);
        await RpcAssert.FailsAsync(Client(host.Channel).LoadModelAsync(new LoadModelRequest()), StatusCode.PermissionDenied, "ROLE_MISSING");
        await RpcAssert.FailsAsync(Client(somebody).ListModelsAsync(new ListModelsRequest()), StatusCode.Unauthenticated, "CREDENTIALS_INVALID");
    }

    [Fact]
    public async Task Certificates_ExchangedUnderCalls_FailNoneAndAreTakenByNewHandshakes()
    {
        _authority.Issue("gateway");
        await using var host = await ModelsHost.StartAsync(Mutual("gateway", "read"), Trusting(_authority.Own("gateway")));
        var caller = Trusting(_authority.Own("gateway"));
        var address = new Uri(host.GrpcAddress);
        var before = await PresentedAsync(address);
        using var stop = new CancellationTokenSource();
        var kept = CallAsync(() => ModelsHost.AskAsync(host.Channel), stop.Token);
        var anew = CallAsync(() => ModelsHost.AskAsync(host.GrpcAddress, caller), stop.Token);

        _authority.Issue("host");
        _authority.Issue("gateway");
        using var limit = new CancellationTokenSource(Patience);
        while (await PresentedAsync(address) == before)
        {
            await Task.Delay(50, limit.Token);
        }

        await Task.Delay(TimeSpan.FromSeconds(1.2), Cancellation);
        await stop.CancelAsync();
        Assert.InRange(await kept, 2, int.MaxValue);
        Assert.InRange(await anew, 2, int.MaxValue);
    }

    [Fact]
    public async Task HealthProbe_BesideAHostThatWantsCertificates_IsAnswered()
    {
        var settings = Mutual("gateway", "read");
        await using var host = await ModelsHost.StartAsync(settings, Trusting(_authority.Own("host")));
        await host.WaitUntilServingAsync(ModelService.Descriptor.FullName, Cancellation);
        var own = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        _authority.Issue("other");
        var other = new ConfigurationBuilder().AddInMemoryCollection(_authority.Settings("other")).Build();

        Assert.Equal(0, await HealthProbe.RunAsync([HealthProbe.Argument, host.GrpcAddress], ModelService.Descriptor.FullName, own).WaitAsync(Patience, Cancellation));
        // One that presents another certificate than the probe's own is not the host beside it.
        Assert.Equal(1, await HealthProbe.RunAsync([HealthProbe.Argument, host.GrpcAddress], ModelService.Descriptor.FullName, other).WaitAsync(Patience, Cancellation));
    }

    private static ModelService.ModelServiceClient Client(ChannelBase channel) => new(channel);

    private static async Task UnreachableAsync(string address, CallSecurity? security)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(() => ModelsHost.AskAsync(address, security).WaitAsync(Patience));
        Assert.Contains(failure.StatusCode, (StatusCode[])[StatusCode.Unavailable, StatusCode.Internal]);
    }

    // How many calls there were; the first that fails ends it.
    private static async Task<int> CallAsync(Func<Task> call, CancellationToken stop)
    {
        var calls = 0;
        for (; !stop.IsCancellationRequested; calls++)
        {
            await call().WaitAsync(Patience, CancellationToken.None);
        }

        return calls;
    }

    private static async Task<string> PresentedAsync(Uri address)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(address.Host, address.Port, Cancellation);
        var presented = "";
        await using var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => (presented = certificate!.GetCertHashString()).Length > 0);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = address.Host }, Cancellation);
        return presented;
    }

    private CallSecurity Trusting(OwnCertificate? certificate = null) => new() { Trusted = _authority.Trusted(), Certificate = certificate };

    private Dictionary<string, string?> Mutual(string name, string roles) => new(_authority.Settings("host"))
    {
        ["Tls:ClientCaFile"] = _authority.CaFile,
        [$"Security:Certificates:{name}"] = roles,
    };
}
