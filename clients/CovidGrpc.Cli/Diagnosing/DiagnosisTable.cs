using System.Globalization;
using CovidGrpc.Contracts.V1;
using Spectre.Console;

namespace CovidGrpc.Cli.Diagnosing;

/// <summary>A diagnosis for people.</summary>
internal static class DiagnosisTable
{
    public static string Write(string file, DiagnoseResponse diagnosis) => Render(console =>
    {
        console.MarkupLineInterpolated($"[bold]{file}[/]");
        WriteClasses(console, diagnosis.Classification);
        WriteFindings(console, diagnosis);
        foreach (var warning in diagnosis.Warnings)
        {
            console.MarkupLineInterpolated($"[yellow]! {warning.Message}[/]");
        }

        console.MarkupLineInterpolated($"[dim]{ModelText(diagnosis.Model, diagnosis.ClassificationModel)}, {WindowText(diagnosis.Window)}, {TimingText(diagnosis)}[/]");
        console.MarkupLineInterpolated($"[dim]{diagnosis.Notice}[/]");
    });

    /// <summary>What is written to a console as wide as the terminal.</summary>
    public static string Render(Action<IAnsiConsole> write)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect });
        console.Profile.Width = Console.IsOutputRedirected ? 120 : Math.Max(60, Console.WindowWidth);
        write(console);
        return text.ToString();
    }

    /// <summary>The classes with the chosen one marked.</summary>
    public static void WriteClasses(IAnsiConsole console, Contracts.V1.Classification? classification)
    {
        if (classification is null)
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

    /// <summary>The models that answered.</summary>
    public static string ModelText(Model? model, Model? classificationModel) => (model, classificationModel) switch
    {
        (null, null) => "no model answered",
        (null, { } classifier) => $"class by {Cite(classifier)}",
        ({ } finder, { } classifier) => $"findings by {Cite(finder)}, class by {Cite(classifier)}",
        ({ } both, null) => $"model {Cite(both)}",
    };

    private static string Cite(Model model) => $"{model.Identity.Name} {model.Identity.Version} ({model.Backbone}, {model.Identity.Digest[..12]})";

    private static string WindowText(Window? window) => window is null ? "window as stored" : $"window {window.Center:F0}/{window.Width:F0} HU";

    private static string TimingText(DiagnoseResponse diagnosis)
    {
        var total = diagnosis.Timings.FirstOrDefault(timing => timing.Stage == "total")?.DurationMs ?? 0;
        return $"{total:F0} ms{(diagnosis.Cache == CacheOutcome.Hit ? ", from the cache" : "")}";
    }
}
