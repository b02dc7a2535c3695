using System.Globalization;
using CovidGrpc.Contracts.V1;
using Spectre.Console;

namespace CovidGrpc.Cli.Diagnosing.Scans;

/// <summary>A scan's verdict for people.</summary>
internal static class ScanTable
{
    public static string Write(ScanOutcome scan) => DiagnosisTable.Render(console =>
    {
        var verdict = scan.Verdict;
        console.MarkupLineInterpolated($"[bold]{scan.Path}[/]: {verdict.Slices} slices of {scan.Names.Count} files");
        DiagnosisTable.WriteClasses(console, verdict.Classification);
        WriteVolumes(console, verdict);
        if (verdict.DecidingSlices.Count > 0)
        {
            var names = verdict.DecidingSlices.Select(index => scan.Slices.First(slice => slice.Index == index))
                .Select(slice => $"{slice.Index + 1} ({PlainText.Of(scan.Names[(int)slice.Instance])})");
            console.MarkupLineInterpolated($"decided by the slices {string.Join(", ", names)}, counted from the feet");
        }

        foreach (var warning in verdict.Warnings)
        {
            console.MarkupLineInterpolated($"[yellow]! {warning.Message}[/]");
        }

        console.MarkupLineInterpolated($"[dim]{DiagnosisTable.ModelText(verdict.Model, verdict.ClassificationModel)}[/]");
        console.MarkupLineInterpolated($"[dim]{verdict.Notice}[/]");
    });

    private static void WriteVolumes(IAnsiConsole console, ScanDiagnosis verdict)
    {
        if (verdict.Volumes.Count == 0)
        {
            return;
        }

        var hasSides = verdict.Warnings.All(warning => warning.Code != "SIDES_UNKNOWN");
        var table = new Table().Border(TableBorder.Simple).AddColumn("volume")
            .AddColumn(new TableColumn("whole").RightAligned()).AddColumn(new TableColumn("left").RightAligned()).AddColumn(new TableColumn("right").RightAligned());
        foreach (var volume in verdict.Volumes)
        {
            table.AddRow(volume.Tissue.Text(), Millilitres(volume.TotalMl), hasSides ? Millilitres(volume.LeftMl) : "", hasSides ? Millilitres(volume.RightMl) : "");
        }

        table.AddRow("involvement", Percent(verdict.InvolvementPercent), hasSides ? Percent(verdict.LeftInvolvementPercent) : "", hasSides ? Percent(verdict.RightInvolvementPercent) : "");
        console.Write(table);
    }

    private static string Millilitres(double volume) => volume.ToString("F1", CultureInfo.InvariantCulture) + " mL";

    private static string Percent(double share) => share.ToString("F1", CultureInfo.InvariantCulture) + " %";
}
