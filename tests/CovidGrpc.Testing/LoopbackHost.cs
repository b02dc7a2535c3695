using CovidGrpc.Hosting;
using CovidGrpc.Transport;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CovidGrpc.Testing;

/// <summary>A real host with the house's defaults on free ports of 127.0.0.1; what it would keep on disk ends with it.</summary>
public sealed class LoopbackHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly WebApplication _app;
    private readonly IServer _server;
    private readonly DirectoryInfo _state;

    private LoopbackHost(WebApplication app, LogRecorder log, DirectoryInfo state, CallSecurity? security)
    {
        (_app, _server, _state) = (app, app.Services.GetRequiredService<IServer>(), state);
        Log = log;
        // In the order of the endpoints' names: Grpc, Http.
        var addresses = _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.ToArray();
        (GrpcAddress, HttpAddress) = (addresses[0], addresses[1]);
        Channel = Open(GrpcAddress, security);
    }

    public string GrpcAddress { get; }

    public string HttpAddress { get; }

    public GrpcChannel Channel { get; }

    public LogRecorder Log { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a host.</summary>
    /// <param name="add">Adds what is hosted.</param>
    /// <param name="map">Maps it.</param>
    /// <param name="settings">Its configuration.</param>
    /// <param name="port">Port for gRPC; a free one when 0.</param>
    /// <param name="security">Who calls by <see cref="Channel"/>, and whom the calls trust.</param>
    public static async Task<LoopbackHost> StartAsync(
        Action<WebApplicationBuilder> add, Action<WebApplication> map, IReadOnlyDictionary<string, string?>? settings = null, int port = 0, CallSecurity? security = null)
    {
        settings ??= new Dictionary<string, string?>();
        var scheme = settings.ContainsKey("Tls:CertificateFile") ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        var log = new LogRecorder();
        var state = Directory.CreateTempSubdirectory("covidgrpc-state-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(
        [
            .. ServiceDefaults.ListenOn($"{scheme}://127.0.0.1:{port}", $"{scheme}://127.0.0.1:0"),
            new("Uploads:Folder", Path.Combine(state.FullName, "uploads")),
            new("Jobs:File", Path.Combine(state.FullName, "jobs.db")),
        ]);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        builder.AddServiceDefaults();
        add(builder);
        var app = builder.Build();
        app.MapServiceDefaults();
        map(app);
        await app.StartAsync();
        return new LoopbackHost(app, log, state, security);
    }

    /// <summary>Waits until a contract is serving.</summary>
    public async Task WaitUntilServingAsync(string contract, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var health = new Health.HealthClient(Channel);
        while ((await health.CheckAsync(new HealthCheckRequest { Service = contract }, cancellationToken: limit.Token)).Status
            != HealthCheckResponse.Types.ServingStatus.Serving)
        {
            await Task.Delay(20, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        // Before the services that it calls, as a program that ends does: a call that met them disposed would be answered with HTTP 500.
        await _server.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        if (_state.Exists)
        {
            _state.Delete(recursive: true);
        }
    }

    // As any client has one: it waits for connections as long as a test does.
    private static GrpcChannel Open(string address, CallSecurity? security) => GrpcChannel.ForAddress(
        address,
        new GrpcChannelOptions
        {
            HttpHandler = CallHandler.Create(new SocketsHttpHandler { EnableMultipleHttp2Connections = true }, security, new Uri(address)),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = ServiceDefaults.MaxMessageBytes,
            MaxSendMessageSize = ServiceDefaults.MaxMessageBytes,
        });
}
