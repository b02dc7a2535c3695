using System.Globalization;
using CovidGrpc.Contracts.V1;
using Spectre.Console;

namespace CovidGrpc.Cli.Diagnosing;

/// <summary>A diagnosis for people.</summary>
internal static class DiagnosisTable
{
    public static string Write(string file, DiagnoseResponse diagnosis)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect });
        console.Profile.Width = Console.IsOutputRedirected ? 120 : Math.Max(60, Console.WindowWidth);

        console.MarkupLineInterpolated($"[bold]{file}[/]");
        WriteClasses(console, diagnosis);
        WriteFindings(console, diagnosis);
        foreach (var warning in diagnosis.Warnings)
        {
            console.MarkupLineInterpolated($"[yellow]! {warning.Message}[/]");
        }

        console.MarkupLineInterpolated($"[dim]{ModelText(diagnosis)}, {WindowText(diagnosis.Window)}, {TimingText(diagnosis)}[/]");
        console.MarkupLineInterpolated($"[dim]{diagnosis.Notice}[/]");
        return text.ToString();
    }

    private static void WriteClasses(IAnsiConsole console, DiagnoseResponse diagnosis)
    {
        if (diagnosis.Classification is not { } classification)
        {
            console.MarkupLine("[bold]no diagnosis[/]");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumn("class").AddColumn(new TableColumn("probability").RightAligned()).AddColumn(new TableColumn("logit").RightAligned());
        for (var i = 0; i < Names.Classes.Count; i++)
        {
            var chosen = Names.Classes[i] == classification.DiagnosisClass;
            var style = chosen ? new Style(decoration: Decoration.Bold) : Style.Plain;
            table.AddRow(
                new Text((chosen ? "▶ " : "  ") + Names.Classes[i].Text(), style),
                new Text(classification.Probabilities[i].ToString("P1", CultureInfo.InvariantCulture), style),
                new Text(classification.Logits[i].ToString("F3", CultureInfo.InvariantCulture), style));
        }

        console.Write(table);
    }

    private static void WriteFindings(IAnsiConsole console, DiagnoseResponse diagnosis)
    {
        if (diagnosis.Findings.Count == 0)
        {
            console.WriteLine("no findings");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumn("finding").AddColumn(new TableColumn("score").RightAligned())
            .AddColumn("box").AddColumn(new TableColumn("area").RightAligned());
        foreach (var finding in diagnosis.Findings)
        {
            var area = finding.HasAreaMm2 ? $"{finding.AreaMm2:F0} mm²" : $"{finding.AreaPixels} px";
            table.AddRow(finding.Tissue.Text(), finding.Score.ToString("F3", CultureInfo.InvariantCulture), $"{finding.Box.XMin:F0},{finding.Box.YMin:F0} – {finding.Box.XMax:F0},{finding.Box.YMax:F0}", area);
        }

        console.Write(table);
    }

    private static string ModelText(DiagnoseResponse diagnosis) => (diagnosis.Model, diagnosis.ClassificationModel) switch
    {
        (null, { } classifier) => $"class by {Cite(classifier)}",
        ({ } finder, { } classifier) => $"findings by {Cite(finder)}, class by {Cite(classifier)}",
        var (both, _) => $"model {Cite(both!)}",
    };

    private static string Cite(Model model) => $"{model.Identity.Name} {model.Identity.Version} ({model.Backbone}, {model.Identity.Digest[..12]})";

    private static string WindowText(Window? window) => window is null ? "window as stored" : $"window {window.Center:F0}/{window.Width:F0} HU";

    private static string TimingText(DiagnoseResponse diagnosis)
    {
        var total = diagnosis.Timings.FirstOrDefault(timing => timing.Stage == "total")?.DurationMs ?? 0;
        return $"{total:F0} ms{(diagnosis.Cache == CacheOutcome.Hit ? ", from the cache" : "")}";
    }
}
