using CovidGrpc.Reports.Cases;
using CovidGrpc.Training.Evaluation;

namespace CovidGrpc.Cli.Evaluating;

/// <summary>The worst slices of a data set as a report shows them.</summary>
internal static class WorstPictures
{
    /// <summary>Those whose tissues were found worst.</summary>
    public static IReadOnlyList<CasePicture> OfTissues(SliceReport report) =>
        [.. report.WorstSegmented.Select(slice => Picture(slice, FormattableString.Invariant($"slice {slice.Id}, Dice {slice.Measure:F2}")))];

    /// <summary>Those whose true class was thought least likely.</summary>
    public static IReadOnlyList<CasePicture> OfClasses(SliceReport report) =>
        [.. report.WorstClassified.Select(slice => Picture(slice, FormattableString.Invariant($"slice {slice.Id}, truly {slice.Class}, which was given {slice.Measure:P1}")))];

    private static CasePicture Picture(WorstCase slice, string caption) => new(caption, slice.Pixels, slice.Rows, slice.Columns, slice.Truth, slice.Found);
}
