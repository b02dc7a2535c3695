using System.Globalization;
using CovidGrpc.Testing;

namespace CovidGrpc.LongTests.Bridge;

/// <summary>Orthanc, the jobs' Redis, the four services with the demo model, and the bridge: each a process of its own.</summary>
internal sealed class BridgeStack : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-crash-");
    private readonly RedisServer _redis;
    private readonly List<HostProcess> _hosts = [];

    private BridgeStack(OrthancServer orthanc, RedisServer redis) => (Orthanc, _redis) = (orthanc, redis);

    public OrthancServer Orthanc { get; }

    public string LogFolder => _folder.FullName;

    public static async Task<BridgeStack> StartAsync(bool overwriteInstances, CancellationToken cancellationToken)
    {
        var stack = new BridgeStack(await OrthancServer.StartAsync(cancellationToken, overwriteInstances), await RedisServer.StartDurableAsync(cancellationToken));
        var (preprocessing, segmentation, classification, gateway) = (NewAddress(), NewAddress(), NewAddress(), NewAddress());
        var model = new Dictionary<string, string> { ["Model:Store"] = Repository.PathOf("deploy", "models"), ["Model:Name"] = "demo" };
        stack.Host("Preprocessing", preprocessing, []);
        stack.Host("Segmentation", segmentation, model);
        stack.Host("Classification", classification, model);
        stack.Host("Gateway", gateway, new()
        {
            ["Services:preprocessing:Address"] = preprocessing,
            ["Services:segmentation:Address"] = segmentation,
            ["Services:classification:Address"] = classification,
            ["Uploads:Folder"] = Path.Combine(stack.LogFolder, "uploads"),
            ["Jobs:Redis"] = stack._redis.Address,
            ["Jobs:Workers"] = "0",
        });
        stack._hosts.Add(new HostProcess("Pacs", stack.LogFolder, new Dictionary<string, string>
        {
            ["Urls"] = NewAddress(),
            ["Pacs:Url"] = stack.Orthanc.DicomWeb,
            ["Pacs:Gateway"] = gateway,
            ["Pacs:HashKey"] = Convert.ToBase64String(new byte[32]),
            ["Pacs:Days"] = "3650",
            ["Pacs:Poll"] = "00:00:01",
            ["Pacs:StableAfter"] = "00:00:03",
            ["Jobs:Redis"] = stack._redis.Address,
            ["Jobs:Workers"] = "2",
            ["Jobs:Lease"] = "00:00:05",
            ["Jobs:RetryDelay"] = "00:00:00.5",
            ["Jobs:LongestRetryDelay"] = "00:00:05",
            ["Jobs:MostTries"] = "100",
        }));
        return stack;
    }

    /// <summary>Kills one of bridge, gateway, segmentation and Redis, and starts it again after a while. Answers its name.</summary>
    public async Task<string> KillAsync(int which, TimeSpan pause, CancellationToken cancellationToken)
    {
        if (which % 4 == 3)
        {
            _redis.Stop();
            await Task.Delay(pause, cancellationToken);
            await _redis.StartAgainAsync(cancellationToken);
            return "Redis";
        }

        var host = _hosts.Single(host => host.Name == ((string[])["Pacs", "Gateway", "Segmentation"])[which % 4]);
        host.Kill();
        await Task.Delay(pause, cancellationToken);
        host.Start();
        return host.Name;
    }

    public void Dispose()
    {
        foreach (var host in Enumerable.Reverse(_hosts))
        {
            host.Dispose();
        }

        _redis.Dispose();
        Orthanc.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string NewAddress() => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Take()}");

    private void Host(string name, string address, Dictionary<string, string> settings) => _hosts.Add(new HostProcess(name, LogFolder, new Dictionary<string, string>(settings)
    {
        ["Kestrel:Endpoints:Grpc:Url"] = address,
        ["Kestrel:Endpoints:Grpc:Protocols"] = "Http2",
    }));
}
