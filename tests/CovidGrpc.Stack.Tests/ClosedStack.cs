using System.Security.Cryptography;
using System.Text;
using CovidGrpc.Classification;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Gateway;
using CovidGrpc.Preprocessing;
using CovidGrpc.Segmentation;
using CovidGrpc.Testing;
using CovidGrpc.Transport;

namespace CovidGrpc.Stack.Tests;

/// <summary>
/// The four real hosts, closed: TLS everywhere; the gateway takes API keys; segmentation and classification take the gateway's certificate,
/// the preprocessing its API key.
/// </summary>
internal sealed class ClosedStack : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-closed-");
    private readonly TestModel _model = new();
    private readonly List<LoopbackHost> _services = [];

    public TestAuthority Authority { get; } = new();

    public LoopbackHost Gateway { get; private set; } = null!;

    /// <summary>File with a key of the gateway that may diagnose and look.</summary>
    public string KeyFile => Path.Combine(_folder.FullName, "ward.key");

    public static async Task<ClosedStack> StartAsync(IReadOnlyDictionary<string, string?>? gatewaySettings = null)
    {
        var stack = new ClosedStack();
        var (ward, gateway) = (stack.WriteKey("ward"), stack.WriteKey("gateway"));
        var preprocessing = await stack.ServeAsync(
            "preprocessing", builder => builder.AddPreprocessing(), app => app.MapPreprocessing(), new() { ["Security:ApiKeysFile"] = stack.WriteKeys("preprocessing", $"gateway diagnose {gateway}") });
        var room = new Dictionary<string, string?>
        {
            ["Model:Store"] = stack._model.Path,
            ["Tls:ClientCaFile"] = stack.Authority.CaFile,
            ["Security:Certificates:gateway"] = "diagnose,read,admin",
        };
        var segmentation = await stack.ServeAsync("segmentation", builder => builder.AddSegmentation(), app => app.MapSegmentation(), room);
        var classification = await stack.ServeAsync("classification", builder => builder.AddClassification(), app => app.MapClassification(), room);
        stack.Authority.Issue("gateway");
        var settings = new Dictionary<string, string?>(stack.Authority.Settings("gateway"))
        {
            ["Security:ApiKeysFile"] = stack.WriteKeys("gateway", $"ward diagnose,read {ward}"),
            ["Services:preprocessing:Address"] = preprocessing.GrpcAddress,
            ["Services:preprocessing:ApiKeyFile"] = stack.PathOf("gateway.key"),
            // A name, as of a service with several replicas.
            ["Services:segmentation:Address"] = $"dns:///{new Uri(segmentation.GrpcAddress).Authority}",
            ["Services:classification:Address"] = classification.GrpcAddress,
        };
        foreach (var service in (string[])["preprocessing", "segmentation", "classification"])
        {
            settings[$"Services:{service}:CaFile"] = stack.Authority.CaFile;
            settings[$"Services:{service}:Deadline"] = "00:02:00";
        }

        foreach (var (name, value) in gatewaySettings ?? new Dictionary<string, string?>())
        {
            settings[name] = value;
        }

        stack.Gateway = await LoopbackHost.StartAsync(builder => builder.AddGateway(), app => app.MapGateway(), settings, security: new CallSecurity { Trusted = stack.Authority.Trusted() });
        await stack.Gateway.WaitUntilServingAsync(DiagnosisService.Descriptor.FullName, CancellationToken.None);
        return stack;
    }

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        foreach (var service in _services)
        {
            await service.DisposeAsync();
        }

        _model.Dispose();
        Authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<LoopbackHost> ServeAsync(
        string name, Action<Microsoft.AspNetCore.Builder.WebApplicationBuilder> add, Action<Microsoft.AspNetCore.Builder.WebApplication> map, Dictionary<string, string?> settings)
    {
        Authority.Issue(name);
        var host = await LoopbackHost.StartAsync(add, map, new Dictionary<string, string?>([.. settings, .. Authority.Settings(name)]));
        _services.Add(host);
        return host;
    }

    // The hash of a new key, which lies in a file.
    private string WriteKey(string holder)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        File.WriteAllText(PathOf($"{holder}.key"), key + "\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)));
    }

    private string WriteKeys(string host, string line)
    {
        File.WriteAllText(PathOf($"{host}.keys"), line + "\n");
        return PathOf($"{host}.keys");
    }
}
