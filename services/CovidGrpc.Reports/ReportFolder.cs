using CovidGrpc.Metrics.Classification;
using CovidGrpc.Metrics.Segmentation;
using CovidGrpc.Reports.Cases;
using CovidGrpc.Reports.Plots;
using CovidGrpc.Reports.Published;
using CovidGrpc.Reports.Tables;

namespace CovidGrpc.Reports;

/// <summary>A report as a folder: <c>report.json</c>, <c>report.md</c> and pictures (PNG).</summary>
public static class ReportFolder
{
    private const string JsonName = "report.json";
    private const string PageName = "report.md";

    // A file may name ten thousand categories; nobody looks at as many pictures.
    private const int MostCategoryPictures = 16;

    /// <summary>Makes sure that a report may be written there, before hours of work.</summary>
    /// <exception cref="IOException">The folder holds something already.</exception>
    public static void Check(string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new IOException($"{folder}: the folder for the report is not empty: name a new one");
    }

    /// <summary>Writes a classification report.</summary>
    /// <param name="folder">A new folder, or an empty one.</param>
    /// <param name="title">What was measured.</param>
    /// <param name="report">The report.</param>
    /// <param name="worst">The worst cases, worst first; none where there are no pictures to show.</param>
    /// <param name="cancellationToken">Ends the writing between two files.</param>
    /// <exception cref="IOException">The folder holds something already, or cannot be written.</exception>
    public static void Write(
        string folder, string title, ClassificationReport report, IReadOnlyList<CasePicture> worst, CancellationToken cancellationToken = default) => Write(
        folder,
        title,
        ReportJson.Write(report, indented: true),
        ClassificationTables.Of(report),
        [
            new("roc.png", "ROC, each class against the rest", () => RocPlot.Draw(report)),
            new("precision-recall.png", "Precision over recall, each class against the rest", () => PrecisionRecallPlot.Draw(report)),
            new("confusion.png", "Confusion matrix", () => ConfusionPlot.Draw(report)),
            new("calibration.png", "Calibration", () => CalibrationPlot.Draw(report)),
            .. Worst(worst),
        ],
        PublishedClassifiers.All.Select(row => row.Source).Distinct(),
        cancellationToken);

    /// <summary>Writes a segmentation report.</summary>
    /// <param name="folder">A new folder, or an empty one.</param>
    /// <param name="title">What was measured.</param>
    /// <param name="report">The report.</param>
    /// <param name="worst">The worst cases, worst first; none where there are no pictures to show.</param>
    /// <param name="cancellationToken">Ends the writing between two files.</param>
    /// <exception cref="IOException">The folder holds something already, or cannot be written.</exception>
    public static void Write(
        string folder, string title, SegmentationReport report, IReadOnlyList<CasePicture> worst, CancellationToken cancellationToken = default) => Write(
        folder,
        title,
        ReportJson.Write(report, indented: true),
        SegmentationTables.Of(report),
        [
            .. report.Masks.Categories.Where(category => category.Objects > 0).Take(MostCategoryPictures).Select((category, index) => new Picture(
                $"precision-recall-{index + 1}.png", $"Precision over recall by IoU threshold (COCO's protocol, masks): {category.Name}", () => DetectionPlot.Draw(category))),
            .. Worst(worst),
        ],
        PublishedSegmenters.All.Select(row => row.Source).Distinct(),
        cancellationToken);

    private static IEnumerable<Picture> Worst(IReadOnlyList<CasePicture> cases) => cases.Select((each, index) => new Picture(
        $"worst-{index + 1}.png", $"Worst {index + 1}: {each.Caption}. Left the truth, right what was found; {TissueColours.InWords}", () => CasePainter.Draw(each)));

    private static void Write(
        string folder, string title, string json, IReadOnlyList<ReportTable> tables, IReadOnlyList<Picture> pictures, IEnumerable<string> sources, CancellationToken cancellationToken)
    {
        Check(folder);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, JsonName), json + "\n");
        File.WriteAllText(Path.Combine(folder, PageName), MarkdownPage.Write(title, tables, pictures.Select(picture => (picture.File, picture.Caption)), sources));
        foreach (var picture in pictures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            File.WriteAllBytes(Path.Combine(folder, picture.File), picture.Draw());
        }
    }

    private sealed record Picture(string File, string Caption, Func<byte[]> Draw);
}
