using System.Globalization;

namespace CovidGrpc.LongTests.Faults;

/// <summary>The table of what was seen, written as <c>reports/faults.md</c> beside the tests' program when they end; the one that is committed comes from there.</summary>
public sealed class FaultReport : IDisposable
{
    private readonly List<string> _rows = [];

    /// <summary>Adds a row.</summary>
    public void Add(params IEnumerable<string> cells) => _rows.Add($"| {string.Join(" | ", cells)} |");

    /// <inheritdoc/>
    public void Dispose()
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "reports"));
        File.WriteAllText(Path.Combine(folder.FullName, "faults.md"), string.Create(CultureInfo.InvariantCulture, $"""
            # Faults, one at a time

            Real processes on {Environment.ProcessorCount} cores, the demo model, the settings' defaults but for jobs (lease 5 s, first pause 0.5 s). A fault lasts until the
            calls have ended, three seconds at least. Calls are made without retries, with a deadline of 45 s. *Again* is the time from the end of the fault to the first
            answer. A job is accepted just before each fault, one more where the fault allows it; *jobs* says how many were accepted, and all of them ended once, with
            a verdict. *Study* says that one sent to the PACS just before has one segmentation and one report.

            | part | fault | lasted | what a client sees meanwhile | again | jobs | study |
            | --- | --- | --- | --- | --- | --- | --- |
            {string.Join('\n', _rows)}

            """));
    }
}
