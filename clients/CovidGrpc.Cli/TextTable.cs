using System.Globalization;
using Spectre.Console;

namespace CovidGrpc.Cli;

/// <summary>Writes to standard output what Spectre.Console draws, as wide as the terminal.</summary>
internal static class TextTable
{
    private const int WidthWithoutTerminal = 160;

    public static void Write(Table table)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect });
        console.Profile.Width = Console.IsOutputRedirected ? WidthWithoutTerminal : Math.Max(60, Console.WindowWidth);
        console.Write(table);
        Console.Out.Write(text);
    }

    /// <summary>A table of text: nothing in its head and cells is markup.</summary>
    public static Table Of(IEnumerable<string> columns, IEnumerable<IEnumerable<string>> rows)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns([.. columns.Select(column => new TableColumn(new Text(PlainText.Of(column))))]);
        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(PlainText.Of(cell))));
        }

        return table;
    }
}
