using CovidGrpc.Classification;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Evaluation;
using CovidGrpc.Gateway;
using CovidGrpc.Hosting;
using CovidGrpc.Hosting.Calls;
using CovidGrpc.Hosting.Telemetry;
using CovidGrpc.Preprocessing;
using CovidGrpc.Segmentation;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Suite;

/// <summary>
/// The composition root: all services in one process, each a host of its own on a Unix socket in a folder that only this user can
/// enter, called through the same generated clients as over a network. The evaluation, which the gateway does not call, answers beside it.
/// </summary>
public sealed class CovidSuite : IAsyncDisposable
{
    private const string Uploads = "uploads";

    private readonly DirectoryInfo _sockets;
    private readonly List<WebApplication> _hosts = [];
    private readonly TaskCompletionSource<string> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CovidSuite(DirectoryInfo sockets)
    {
        _sockets = sockets;
        Channel = ServiceChannel.Open(AddressOf("gateway"));
    }

    /// <summary>A channel to the gateway within this machine.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>URL of the gateway for gRPC, with the port that was taken; null when none was asked for.</summary>
    public string? GrpcAddress { get; private set; }

    /// <summary>URL of the gateway for gRPC-Web and HTTP/JSON, with the port that was taken; null when none was asked for.</summary>
    public string? HttpAddress { get; private set; }

    /// <summary>Starts all services and waits until a diagnosis would be answered.</summary>
    /// <exception cref="SuiteStartException">A setting or the model cannot be used.</exception>
    public static async Task<CovidSuite> StartAsync(SuiteOptions options, CancellationToken cancellationToken)
    {
        MakeStateFolder(options);
        var suite = new CovidSuite(Directory.CreateTempSubdirectory("covidgrpc-"));
        try
        {
            await suite.RunAsync("preprocessing", options, [], builder => builder.AddPreprocessing(), app => app.MapPreprocessing(), cancellationToken);
            await suite.RunAsync("segmentation", options, ModelSettings(options.Segmentation), builder => builder.AddSegmentation(), app => app.MapSegmentation(), cancellationToken);
            await suite.RunAsync("classification", options, ModelSettings(options.Classification), builder => builder.AddClassification(), app => app.MapClassification(), cancellationToken);
            await suite.RunAsync("gateway", options, suite.GatewaySettings(options), builder => builder.AddTelemetry("CovidGrpc.Suite").AddGateway().AddEvaluation(), app => app.MapGateway().MapEvaluation(), cancellationToken);
            suite.ReadAddresses(options);
            await suite.WaitUntilServingAsync(cancellationToken);
            return suite;
        }
        catch
        {
            await suite.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="SuiteStartException">A host stopped by itself.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var cause = await _failed.Task.WaitAsync(cancellationToken);
        throw new SuiteStartException(cause);
    }

    /// <summary>Ends the calls under way within the hosts' grace period, then the hosts.</summary>
    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        foreach (var host in Enumerable.Reverse(_hosts))
        {
            await host.StopAsync();
            await host.DisposeAsync();
        }

        _sockets.Delete(recursive: true);
    }

    // Uploads are images of patients: nobody else of this machine may read them.
    private static void MakeStateFolder(SuiteOptions options)
    {
        try
        {
            if (options.StateFolder is { } folder && !OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(Path.Combine(folder, Uploads), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SuiteStartException($"{options.StateFolder}: the folder for uploads and jobs cannot be made", e);
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> ModelSettings(ModelChoice model) => [new("Model:Store", model.Store), new("Model:Name", model.Name)];

    private IEnumerable<KeyValuePair<string, string?>> GatewaySettings(SuiteOptions options)
    {
        foreach (var service in (string[])[GatewayHost.Preprocessing, GatewayHost.Segmentation, GatewayHost.Classification])
        {
            yield return new($"Services:{service}:Address", AddressOf(service));
            // The first inference of a cold machine may take longer than one over a network is worth waiting for.
            yield return new($"Services:{service}:Deadline", "00:02:00");
        }

        var state = options.StateFolder ?? _sockets.FullName;
        yield return new("Uploads:Folder", Path.Combine(state, Uploads));
        if (!options.Settings.ContainsKey("Jobs:Redis"))
        {
            yield return new("Jobs:File", Path.Combine(state, "jobs.db"));
        }

        foreach (var setting in ServiceDefaults.ListenOn(options.GrpcUrl, options.HttpUrl))
        {
            yield return setting;
        }
    }

    private async Task RunAsync(
        string name,
        SuiteOptions options,
        IEnumerable<KeyValuePair<string, string?>> settings,
        Action<WebApplicationBuilder> add,
        Action<WebApplication> map,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        // The suite is configured by its caller alone, never by files in the folder where it happens to run.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection([
            new("Kestrel:Endpoints:Embedded:Url", $"http://unix:{PathOf(name)}"),
            new("Kestrel:Endpoints:Embedded:Protocols", "Http2"),
            new("Security:TrustUnixSockets", "true"),
            .. settings,
        ]);
        builder.Configuration.AddInMemoryCollection(options.Settings);
        builder.Logging.ClearProviders();
        options.Logging(builder.Logging);
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        builder.AddServiceDefaults();
        add(builder);

        var app = builder.Build();
        app.MapServiceDefaults();
        map(app);
        try
        {
            await app.StartAsync(cancellationToken);
            _hosts.Add(app);
        }
        catch (Exception e) when (e is OptionsValidationException or AggregateException or IOException)
        {
            throw new SuiteStartException(e.Message, e);
        }
        finally
        {
            // What never started cannot be stopped.
            if (!_hosts.Contains(app))
            {
                await app.DisposeAsync();
            }
        }

        app.Lifetime.ApplicationStopping.Register(() => _failed.TrySetResult(CauseOf(app, name)));
    }

    private void ReadAddresses(SuiteOptions options)
    {
        // In the order of the endpoints' names: Embedded, Grpc, Http.
        var bound = new Queue<string>(_hosts[^1].Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Skip(1));
        GrpcAddress = options.GrpcUrl is null ? null : bound.Dequeue();
        HttpAddress = options.HttpUrl is null ? null : bound.Dequeue();
    }

    private async Task WaitUntilServingAsync(CancellationToken cancellationToken)
    {
        var health = new Health.HealthClient(Channel);
        var question = new HealthCheckRequest { Service = DiagnosisService.Descriptor.FullName };
        while ((await health.CheckAsync(question, cancellationToken: cancellationToken)).Status != HealthCheckResponse.Types.ServingStatus.Serving)
        {
            if (await Task.WhenAny(_failed.Task, Task.Delay(20, cancellationToken)) == _failed.Task)
            {
                throw new SuiteStartException(await _failed.Task);
            }
        }
    }

    /// <summary>Why a host stopped by itself: the exception of one of its background tasks.</summary>
    private static string CauseOf(WebApplication host, string name)
    {
        var exception = host.Services.GetServices<IHostedService>().OfType<BackgroundService>()
            .Select(service => service.ExecuteTask?.Exception?.InnerException).FirstOrDefault(e => e is not null);
        return exception?.Message ?? $"the {name} service stopped";
    }

    private string PathOf(string name) => Path.Combine(_sockets.FullName, $"{name}.sock");

    private string AddressOf(string name) => $"unix://{PathOf(name)}";
}
