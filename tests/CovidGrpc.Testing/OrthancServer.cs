using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CovidGrpc.Testing.Processes;

namespace CovidGrpc.Testing;

/// <summary>A real Orthanc with its DICOMweb plug-in on ports of 127.0.0.1, that can be stopped and started again with what it held.</summary>
public sealed class OrthancServer : ServerProcess
{
    private const string Program = "/usr/sbin/Orthanc";
    private const string PlugIn = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-orthanc-");
    private readonly HttpClient _http = new();

    private OrthancServer(bool overwriteInstances, string? password)
        : base("Orthanc")
    {
        (HttpPort, DicomPort) = (FreePort.Take(), FreePort.Take());
        var configuration = new Dictionary<string, object>
        {
            ["Name"] = "test",
            ["StorageDirectory"] = _folder.FullName,
            ["IndexDirectory"] = _folder.FullName,
            ["HttpPort"] = HttpPort,
            ["DicomPort"] = DicomPort,
            ["RemoteAccessAllowed"] = false,
            ["DicomAlwaysAllowStore"] = true,
            ["OverwriteInstances"] = overwriteInstances,
            ["StableAge"] = 1,
            ["AuthenticationEnabled"] = password is not null,
            ["Plugins"] = new[] { PlugIn },
        };
        if (password is not null)
        {
            configuration["RegisteredUsers"] = new Dictionary<string, string> { [User] = password };
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{password}")));
        }

        File.WriteAllText(ConfigurationFile, JsonSerializer.Serialize(configuration));
    }

    /// <summary>The one user where there is authentication.</summary>
    public const string User = "bridge";

    public int HttpPort { get; }

    public int DicomPort { get; }

    /// <summary>Root of the DICOMweb services.</summary>
    public string DicomWeb => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{HttpPort}/dicom-web");

    private string ConfigurationFile => Path.Combine(_folder.FullName, "orthanc.json");

    /// <summary>Starts a server; skips the test where Orthanc is not installed.</summary>
    public static async Task<OrthancServer> StartAsync(CancellationToken cancellationToken, bool overwriteInstances = true, string? password = null)
    {
        Assert.SkipUnless(File.Exists(Program) && File.Exists(PlugIn), "needs Orthanc with DICOMweb (apt-get install orthanc orthanc-dicomweb)");
        return await StartedAsync(new OrthancServer(overwriteInstances, password), cancellationToken);
    }

    /// <summary>Starts the server after <see cref="ServerProcess.Stop"/>.</summary>
    public override async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        var process = Run(new ProcessStartInfo(Program, ConfigurationFile) { RedirectStandardOutput = true, RedirectStandardError = true });
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await AnswersAsync(limit.Token))
        {
            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>Stores a file by its own interface.</summary>
    public async Task StoreAsync(byte[] file, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsync(AddressOf("instances"), new ByteArrayContent(file), cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Sends files by DIMSE with dcmtk's storescu, one association each; skips where it is not installed.</summary>
    public async Task SendAsync(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/storescu"), "needs storescu (apt-get install dcmtk)");
        foreach (var path in paths)
        {
            using var process = Process.Start("/usr/bin/storescu", ["-R", "127.0.0.1", DicomPort.ToString(CultureInfo.InvariantCulture), path]);
            await process.WaitForExitAsync(cancellationToken);
            Assert.Equal(0, process.ExitCode);
        }
    }

    /// <summary>Files of all instances of a modality, in the transfer syntaxes in which they are stored.</summary>
    public async Task<IReadOnlyList<byte[]>> FilesAsync(string modality, CancellationToken cancellationToken)
    {
        var query = JsonSerializer.Serialize(new { Level = "Instance", Query = new { Modality = modality } });
        using var response = await _http.PostAsync(AddressOf("tools/find"), new StringContent(query), cancellationToken);
        var ids = JsonSerializer.Deserialize<string[]>(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken))!;
        var files = new List<byte[]>();
        foreach (var id in ids)
        {
            files.Add(await _http.GetByteArrayAsync(AddressOf($"instances/{id}/file"), cancellationToken));
        }

        return files;
    }

    /// <inheritdoc/>
    protected override void Clear()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private Uri AddressOf(string path) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{HttpPort}/{path}"));

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(AddressOf("system"), cancellationToken);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
