using Spectre.Console;

namespace CovidGrpc.Cli.Diagnosing.Scans;

/// <summary>A scan's verdict for people, with the names of its files.</summary>
internal static class ScanTable
{
    public static string Write(ScanOutcome scan) => DiagnosisTable.Render(console =>
    {
        console.MarkupLineInterpolated($"[bold]{scan.Path}[/]: {scan.Verdict.Slices} slices of {scan.Names.Count} files");
        VerdictTable.Write(console, scan.Verdict, index =>
        {
            var slice = scan.Slices.First(slice => slice.Index == index);
            return $"{index + 1} ({PlainText.Of(scan.Names[(int)slice.Instance])})";
        });
    });
}
