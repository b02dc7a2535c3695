using System.Text;
using CovidGrpc.Reports.Tables;

namespace CovidGrpc.Reports;

/// <summary>A report as a page of Markdown.</summary>
internal static class MarkdownPage
{
    /// <param name="title">The page's title.</param>
    /// <param name="tables">Its tables.</param>
    /// <param name="pictures">File names beside the page, and what they show.</param>
    /// <param name="sources">Where published figures come from.</param>
    public static string Write(string title, IEnumerable<ReportTable> tables, IEnumerable<(string File, string Caption)> pictures, IEnumerable<string> sources)
    {
        var page = new StringBuilder();
        page.Append($"# {Plain(title)}\n\n**{ReportNotice.Text}**\n");
        foreach (var table in tables)
        {
            page.Append($"\n## {Plain(table.Title)}\n\n");
            AppendRow(page, table.Columns);
            AppendRow(page, table.Columns.Select(_ => "---"), plain: false);
            foreach (var row in table.Rows)
                AppendRow(page, row);
            if (table.Remarks.Count > 0)
                page.Append('\n');
            foreach (var remark in table.Remarks)
                page.Append($"- {Plain(remark)}\n");
        }

        foreach (var (file, caption) in pictures)
            page.Append($"\n## {Plain(caption)}\n\n![{Plain(caption)}]({file})\n");
        page.Append("\n## Sources of the published figures\n\n");
        foreach (var source in sources)
            page.Append($"- {Plain(source)}\n");
        return page.ToString();
    }

    private static void AppendRow(StringBuilder page, IEnumerable<string> cells, bool plain = true) =>
        page.Append($"| {string.Join(" | ", cells.Select(cell => plain ? Plain(cell) : cell))} |\n");

    /// <summary>Text on one line in which nothing is markup: names of categories come from files.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder();
        foreach (var character in text)
        {
            if (character is '\\' or '|' or '*' or '_' or '`' or '[' or ']' or '<' or '>' or '#' or '!' or '&')
                plain.Append('\\');
            plain.Append(char.IsControl(character) ? ' ' : character);
        }

        return plain.ToString();
    }
}
