using CovidGrpc.Metrics.Classification;
using CovidGrpc.Metrics.Segmentation;
using CovidGrpc.Reports;
using CovidGrpc.Reports.Cases;
using CovidGrpc.Reports.Tables;

namespace CovidGrpc.Cli.Evaluating;

/// <summary>Where a report goes, whatever it was made of: to standard output, and into a folder where one is named.</summary>
/// <param name="Folder">The folder; null for none.</param>
/// <param name="Json">True for JSON in place of tables.</param>
internal sealed record ReportOutput(string? Folder, bool Json)
{
    /// <summary>Makes sure that the folder may be written, before the work.</summary>
    /// <exception cref="IOException">It holds something already.</exception>
    public void Check()
    {
        if (Folder is not null)
        {
            ReportFolder.Check(Folder);
        }
    }

    /// <param name="title">What was measured.</param>
    /// <param name="report">The report.</param>
    /// <param name="worst">The worst cases, worst first.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Write(string title, ClassificationReport report, IReadOnlyList<CasePicture> worst, CancellationToken cancellationToken)
    {
        if (Folder is not null)
        {
            ReportFolder.Write(Folder, title, report, worst, cancellationToken);
        }

        Print(() => ReportJson.Write(report), () => ClassificationTables.Of(report));
    }

    /// <param name="title">What was measured.</param>
    /// <param name="report">The report.</param>
    /// <param name="worst">The worst cases, worst first.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Write(string title, SegmentationReport report, IReadOnlyList<CasePicture> worst, CancellationToken cancellationToken)
    {
        if (Folder is not null)
        {
            ReportFolder.Write(Folder, title, report, worst, cancellationToken);
        }

        Print(() => ReportJson.Write(report), () => SegmentationTables.Of(report));
    }

    private void Print(Func<string> json, Func<IReadOnlyList<ReportTable>> tables)
    {
        if (Json)
        {
            Console.Out.WriteLine(json());
            return;
        }

        foreach (var table in tables())
        {
            Console.Out.WriteLine(PlainText.Of(table.Title));
            TextTable.Write(TextTable.Of(table.Columns, table.Rows));
            foreach (var remark in table.Remarks)
            {
                Console.Out.WriteLine(PlainText.Of($"  {remark}"));
            }

            Console.Out.WriteLine();
        }

        if (Folder is not null)
        {
            Console.Out.WriteLine(PlainText.Of($"report in {Folder}"));
        }

        Console.Out.WriteLine(ReportNotice.Text);
    }
}
