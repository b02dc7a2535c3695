using CovidGrpc.Contracts.V1;
using CovidGrpc.Dicom.Series;

namespace CovidGrpc.Preprocessing.Scans;

/// <summary>A series in the words of the contract.</summary>
internal static class SeriesContract
{
    public static FoundSeries From(RankedSeries found)
    {
        var first = found.Stack.Slices[0];
        var series = new FoundSeries
        {
            FirstInstance = (uint)first.Instance,
            Images = (uint)found.Stack.Images,
            Chosen = found.IsChosen,
            Reason = found.Reason ?? "",
            Message = found.Message is { } message ? $"Not taken: {message}." : "",
            Rows = (uint)first.Rows,
            Columns = (uint)first.Columns,
        };
        if (found.Stack.DistanceMm is { } distance)
        {
            series.SliceDistanceMm = distance;
        }

        return series;
    }
}
