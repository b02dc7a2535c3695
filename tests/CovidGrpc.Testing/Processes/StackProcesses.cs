using System.Globalization;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Transport;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace CovidGrpc.Testing.Processes;

/// <summary>The real stack: each service, both Redises and, where a PACS is followed, Orthanc and the bridge are processes of their own.</summary>
public sealed class StackProcesses : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly string HashKey = Convert.ToBase64String(new byte[32]);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-stack-");
    private readonly Dictionary<string, FaultyLink> _links = [];

    private StackProcesses()
    {
    }

    public HostProcess Preprocessing { get; private set; } = null!;

    public HostProcess Segmentation { get; private set; } = null!;

    public HostProcess Classification { get; private set; } = null!;

    public HostProcess Evaluation { get; private set; } = null!;

    public HostProcess Gateway { get; private set; } = null!;

    public HostProcess? Pacs { get; private set; }

    public RedisServer Cache { get; private set; } = null!;

    public RedisServer Jobs { get; private set; } = null!;

    public OrthancServer? Orthanc { get; private set; }

    /// <summary>All that runs, the gateway last but for the bridge.</summary>
    public IEnumerable<ServerProcess> Processes =>
        ((ServerProcess?[])[Cache, Jobs, Orthanc, Preprocessing, Segmentation, Classification, Evaluation, Gateway, Pacs]).OfType<ServerProcess>();

    /// <summary>A channel to the gateway as any client has one, without retries and pings.</summary>
    public GrpcChannel Channel { get; private set; } = null!;

    /// <summary>A channel to the evaluation, likewise.</summary>
    public GrpcChannel EvaluationChannel { get; private set; } = null!;

    public DiagnosisService.DiagnosisServiceClient Client => new(Channel);

    /// <summary>Starts all and waits until a slice is diagnosed. Skips the test where a server is not installed.</summary>
    public static async Task<StackProcesses> StartAsync(StackSettings options, CancellationToken cancellationToken)
    {
        var stack = new StackProcesses();
        try
        {
            stack.Cache = await RedisServer.StartAsync(cancellationToken);
            stack.Jobs = await RedisServer.StartDurableAsync(cancellationToken, options.JobsFolder);
            stack.Orthanc = options.FollowsPacs ? await OrthancServer.StartAsync(cancellationToken, options.OverwriteInstances) : null;
            stack.Describe(options);
            foreach (var host in stack.Processes.OfType<HostProcess>())
            {
                await host.StartAgainAsync(cancellationToken);
            }

            await stack.AnswersAsync(number: -1, cancellationToken);
            return stack;
        }
        catch
        {
            stack.Dispose();
            throw;
        }
    }

    /// <summary>The way to a part, where <see cref="StackSettings.Linked"/>: <c>preprocessing</c>, <c>cache</c> …</summary>
    public FaultyLink Link(string part) => _links[part];

    /// <summary>The sample; another number is another slice, which no cache knows.</summary>
    public static DiagnoseRequest Sample(int number) => new()
    {
        Image = ByteString.CopyFrom(File.ReadAllBytes(Repository.PathOf("deploy", "sample", "chest.dcm"))),
        Options = new DiagnosisOptions { Window = new Window { Center = -600 + (number % 200), Width = 1500 + (2 * (number / 200)) } },
    };

    /// <summary>Asks, at most four minutes, until the slice of a number is diagnosed.</summary>
    public async Task<DiagnoseResponse> AnswersAsync(int number, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            try
            {
                return await Client.DiagnoseAsync(Sample(number), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30), cancellationToken: limit.Token);
            }
            catch (RpcException e) when (!limit.IsCancellationRequested && e.StatusCode is StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.DeadlineExceeded)
            {
                await Task.Delay(50, limit.Token);
            }
            catch (RpcException e)
            {
                var logs = Processes.OfType<HostProcess>().SelectMany(host => host.Log.TakeLast(5).Select(line => $"{host.Name}: {line}"));
                throw new InvalidOperationException($"the stack does not answer: {e.Status}\n{string.Join('\n', logs)}", e);
            }
        }
    }

    public void Dispose()
    {
        // As the processes, they are not there where the start has failed before them.
        Channel?.Dispose();
        EvaluationChannel?.Dispose();
        foreach (var process in Processes.Reverse())
        {
            process.Dispose();
        }

        foreach (var link in _links.Values)
        {
            link.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private static KeyValuePair<string, string>[] Listening(string scheme, int port, params IEnumerable<KeyValuePair<string, string>> more) =>
    [
        new("Kestrel:Endpoints:Grpc:Url", string.Create(CultureInfo.InvariantCulture, $"{scheme}://127.0.0.1:{port}")),
        new("Kestrel:Endpoints:Grpc:Protocols", "Http2"),
        .. more,
    ];

    private void Describe(StackSettings options)
    {
        var (preprocessing, segmentation, classification, evaluation, gateway) = (FreePort.Take(), FreePort.Take(), FreePort.Take(), FreePort.Take(), FreePort.Take());
        KeyValuePair<string, string>[] model = [new("Model:Store", options.ModelStore), .. options.ModelName is { } name ? new[] { KeyValuePair.Create("Model:Name", name) } : []];
        KeyValuePair<string, string>[] cache = [new("Cache:Redis", To("cache", Cache.Port, options)), new("Cache:HashKey", HashKey)];
        KeyValuePair<string, string>[] jobs =
        [
            new("Jobs:Redis", To("jobs", Jobs.Port, options)),
            new("Jobs:Lease", "00:00:05"),
            new("Jobs:Poll", "00:00:00.1"),
            new("Jobs:RetryDelay", "00:00:00.5"),
            new("Jobs:LongestRetryDelay", "00:00:05"),
            new("Jobs:MostTries", "100"),
        ];

        Preprocessing = new HostProcess("Preprocessing", Listening(Scheme(options), preprocessing, [.. Behind("preprocessing", options), .. options.Services]));
        Segmentation = new HostProcess("Segmentation", Listening(Scheme(options), segmentation, [.. Behind("segmentation", options), .. model, .. cache, .. options.Services]));
        Classification = new HostProcess("Classification", Listening(Scheme(options), classification, [.. Behind("classification", options), .. model, .. cache, .. options.Services]));
        Evaluation = new HostProcess("Evaluation", Listening("http", evaluation, options.Services));
        Gateway = new HostProcess("Gateway", Listening(
            Scheme(options),
            gateway,
            [
                .. Calling("preprocessing", preprocessing, options),
                .. Calling("segmentation", segmentation, options),
                .. Calling("classification", classification, options),
                .. Presenting("gateway", options),
                new("Uploads:Folder", options.UploadFolder ?? Path.Combine(_folder.FullName, "uploads")),
                .. cache,
                .. jobs,
                .. options.Services,
                .. options.Gateway,
            ]));
        Channel = GrpcChannel.ForAddress(
            string.Create(CultureInfo.InvariantCulture, $"{Scheme(options)}://127.0.0.1:{gateway}"),
            new GrpcChannelOptions { HttpHandler = CallHandler.Create(new SocketsHttpHandler(), new CallSecurity { Trusted = options.Authority?.Trusted() }), DisposeHttpClient = true });
        EvaluationChannel = GrpcChannel.ForAddress(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{evaluation}"));
        if (Orthanc is null)
        {
            return;
        }

        Pacs = new HostProcess(
            "Pacs",
            [
                new("Urls", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Take()}")),
                new("Pacs:Url", $"http://{To("orthanc", Orthanc.HttpPort, options)}/dicom-web"),
                new("Pacs:Gateway", $"http://{To("gateway", gateway, options)}"),
                new("Pacs:HashKey", HashKey),
                // The studies of the tests are of 2020.
                new("Pacs:Days", "3650"),
                new("Pacs:Poll", "00:00:01"),
                new("Pacs:StableAfter", "00:00:03"),
                new("Jobs:Workers", "2"),
                .. jobs,
                .. options.Pacs,
            ]);
    }

    private static string Scheme(StackSettings options) => options.Authority is null ? "http" : "https";

    private static KeyValuePair<string, string>[] Presenting(string name, StackSettings options)
    {
        if (options.Authority is not { } authority)
        {
            return [];
        }

        authority.Issue(name);
        return [new("Tls:CertificateFile", authority.CertificateFile(name)), new("Tls:KeyFile", authority.KeyFile(name))];
    }

    // By its certificate, the gateway alone may call.
    private static KeyValuePair<string, string>[] Behind(string name, StackSettings options) => options.Authority is { } authority
        ? [.. Presenting(name, options), new("Tls:ClientCaFile", authority.CaFile), new("Security:Certificates:gateway", "diagnose,read,admin")]
        : [];

    private KeyValuePair<string, string>[] Calling(string name, int port, StackSettings options) =>
    [
        new($"Services:{name}:Address", $"{Scheme(options)}://{To(name, port, options)}"),
        .. options.Authority is { } authority ? new[] { KeyValuePair.Create($"Services:{name}:CaFile", authority.CaFile) } : [],
    ];

    private string To(string part, int port, StackSettings options)
    {
        if (!options.Linked)
        {
            return string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        }

        if (!_links.TryGetValue(part, out var link))
        {
            _links[part] = link = new FaultyLink(port);
        }

        return link.Address;
    }
}
