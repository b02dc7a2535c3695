using CovidGrpc.Dicom;
using CovidGrpc.Jobs;
using CovidGrpc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CovidGrpc.Pacs.Tests;

/// <summary>A real bridge between an Orthanc and a gateway, quick to look and to try again; its queue lies in a file.</summary>
internal sealed class Bridge : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly OrthancServer _orthanc;
    private readonly LoopbackHost _host;

    private Bridge(OrthancServer orthanc, LoopbackHost host) => (_orthanc, _host) = (orthanc, host);

    public IReadOnlyCollection<string> Log => _host.Log.Lines;

    public IJobStore Jobs => _host.Services.GetRequiredService<IJobStore>();

    /// <summary>Starts a bridge.</summary>
    /// <param name="orthanc">The PACS.</param>
    /// <param name="gateway">Address of the gateway.</param>
    /// <param name="queue">File of the queue.</param>
    /// <param name="stableAfter">How long a study has to stay the same.</param>
    public static async Task<Bridge> StartAsync(OrthancServer orthanc, string gateway, string queue, TimeSpan? stableAfter = null)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Pacs:Url"] = orthanc.DicomWeb,
            ["Pacs:Gateway"] = gateway,
            ["Pacs:HashKey"] = Convert.ToBase64String(new byte[32]),
            // The studies of the tests are of 2020.
            ["Pacs:Days"] = "3650",
            ["Pacs:Poll"] = "00:00:00.2",
            ["Pacs:StableAfter"] = (stableAfter ?? TimeSpan.FromSeconds(1)).ToString(),
            ["Jobs:File"] = queue,
            ["Jobs:Poll"] = "00:00:00.1",
            ["Jobs:RetryDelay"] = "00:00:00.1",
            ["Jobs:LongestRetryDelay"] = "00:00:01",
        };
        return new Bridge(orthanc, await LoopbackHost.StartAsync(builder => builder.AddPacs(), app => app.MapPacs(), settings));
    }

    /// <summary>Waits until so many jobs have ended, and answers all, the oldest first.</summary>
    public async Task<IReadOnlyList<Job>> WaitForJobsAsync(int count, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            Job[] jobs = [.. (await Jobs.ListAsync(null, 1000, null, limit.Token)).Jobs.Reverse()];
            if (jobs.Count(job => job.State is JobState.Succeeded or JobState.Failed) >= count)
            {
                return jobs;
            }

            await Task.Delay(100, limit.Token);
        }
    }

    /// <summary>Segmentations and reports in the PACS.</summary>
    public async Task<(IReadOnlyList<DicomFile> Segmentations, IReadOnlyList<DicomFile> Reports)> AnswersAsync(CancellationToken cancellationToken) =>
        ([.. (await _orthanc.FilesAsync("SEG", cancellationToken)).Select(file => DicomFile.Read(file))],
            [.. (await _orthanc.FilesAsync("SR", cancellationToken)).Select(file => DicomFile.Read(file))]);

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
