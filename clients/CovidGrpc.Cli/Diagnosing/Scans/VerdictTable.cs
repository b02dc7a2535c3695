using System.Globalization;
using CovidGrpc.Contracts.V1;
using Spectre.Console;

namespace CovidGrpc.Cli.Diagnosing.Scans;

/// <summary>A verdict for people: classes, volumes, what decided, warnings, the model.</summary>
internal static class VerdictTable
{
    /// <param name="console">Where it is written.</param>
    /// <param name="verdict">The verdict.</param>
    /// <param name="nameOf">What a slice is called, by its number.</param>
    public static void Write(IAnsiConsole console, ScanDiagnosis verdict, Func<uint, string> nameOf)
    {
        DiagnosisTable.WriteClasses(console, verdict.Classification);
        WriteVolumes(console, verdict);
        if (verdict.DecidingSlices.Count > 0)
        {
            console.MarkupLineInterpolated($"decided by the slices {string.Join(", ", verdict.DecidingSlices.Select(nameOf))}, counted from the feet");
        }

        foreach (var warning in verdict.Warnings)
        {
            console.MarkupLineInterpolated($"[yellow]! {warning.Message}[/]");
        }

        console.MarkupLineInterpolated($"[dim]{DiagnosisTable.ModelText(verdict.Model, verdict.ClassificationModel)}[/]");
        console.MarkupLineInterpolated($"[dim]{verdict.Notice}[/]");
    }

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
