using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Cli.Diagnosing.Scans;

/// <summary>Sends a folder or ZIP as a scan and gathers the answers.</summary>
internal sealed class ScanRun(DiagnosisClient client, DiagnosisOptions options, TimeSpan? timeout, Progress progress)
{
    /// <exception cref="IOException">The folder or ZIP cannot be read; the message is one line.</exception>
    /// <exception cref="DiagnosisException">The files, the call or the gateway failed.</exception>
    public async Task<ScanOutcome> RunAsync(string path, CancellationToken cancellationToken)
    {
        using var entries = ScanEntries.Open(path);
        var slices = new List<ScanSlice>();
        ScanDiagnosis? verdict = null;
        await foreach (var response in client.DiagnoseScanAsync(entries.Files, options, timeout, cancellationToken))
        {
            switch (response.ContentCase)
            {
                case DiagnoseScanResponse.ContentOneofCase.Progress:
                    progress.ShowShare(path, response.Progress.Done, response.Progress.Total);
                    break;
                case DiagnoseScanResponse.ContentOneofCase.Slice:
                    slices.Add(ScanSlice.From(response.Slice));
                    break;
                case DiagnoseScanResponse.ContentOneofCase.Verdict:
                    verdict = response.Verdict;
                    break;
            }
        }

        return new ScanOutcome(path, entries.Names, slices, verdict ?? throw new IOException("the gateway ended the scan without a verdict"));
    }
}
