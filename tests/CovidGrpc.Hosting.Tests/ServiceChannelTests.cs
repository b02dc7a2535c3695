using System.Net;
using System.Net.Sockets;
using CovidGrpc.Hosting.Calls;
using CovidGrpc.Transport;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace CovidGrpc.Hosting.Tests;

/// <summary>Channels to a frozen service: its kernel takes connections, and nobody shakes hands.</summary>
public sealed class ServiceChannelTests : IDisposable
{
    private readonly TcpListener _frozen = new(IPAddress.Loopback, 0);

    public ServiceChannelTests() => _frozen.Start();

    public void Dispose() => _frozen.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_ServiceIsFrozenBehindTls_IsUnavailable(bool isOneReplica)
    {
        var end = (IPEndPoint)_frozen.LocalEndpoint;
        var address = $"https://{end}";
        using var channel = isOneReplica ? ServiceChannel.Open(new ServiceReplica(address, end), new CallSecurity()) : ServiceChannel.Open(address);

        var failure = await Assert.ThrowsAsync<RpcException>(() => AskAsync(channel));

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    private static async Task<HealthCheckResponse> AskAsync(GrpcChannel channel) => await new Health.HealthClient(channel).CheckAsync(
        new HealthCheckRequest(), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1), cancellationToken: TestContext.Current.CancellationToken);
}
