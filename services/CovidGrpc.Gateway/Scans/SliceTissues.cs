using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Metrics.Segmentation;
using CovidGrpc.Metrics.Volumes;
using Google.Rpc;
using Grpc.Core;

namespace CovidGrpc.Gateway.Scans;

/// <summary>Findings and geometry of the contract as what volumes are measured by.</summary>
internal static class SliceTissues
{
    private const int LargestSide = 8192;

    /// <exception cref="RpcException">INTERNAL: the segmentation sent masks that cannot be read.</exception>
    public static TissueMap MapOf(SliceGeometry geometry, IEnumerable<Finding> findings)
    {
        try
        {
            var (rows, columns) = (Side(geometry.SourceRows), Side(geometry.SourceColumns));
            return TissueMap.From(rows, columns, findings.Where(finding => finding.Mask is not null).Select(finding =>
                (TissueOf(finding.Tissue), RunLengthMask.FromCompressed(finding.Mask.Rle, Side(finding.Mask.Rows), Side(finding.Mask.Columns)))));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw Fault.Create(Code.Internal, "MASK_UNREADABLE", "The segmentation answered a mask that cannot be read.").ToRpcException();
        }
    }

    /// <summary>Where a slice lies; null when its geometry is unknown.</summary>
    public static SlicePlane? PlaneOf(SliceGeometry geometry) =>
        geometry is { HasRowSpacingMm: true, HasColumnSpacingMm: true, PositionMm: [var x, var y, var z], Orientation: [var rx, var ry, var rz, var cx, var cy, var cz] }
            ? new SlicePlane((x, y, z), (rx, ry, rz), (cx, cy, cz), geometry.RowSpacingMm, geometry.ColumnSpacingMm)
            : null;

    private static LungTissue TissueOf(Tissue tissue) => tissue switch
    {
        Tissue.GroundGlassOpacity => LungTissue.GroundGlassOpacity,
        Tissue.Consolidation => LungTissue.Consolidation,
        Tissue.Lung => LungTissue.Lung,
        _ => throw new FormatException("a finding of no known tissue"),
    };

    private static int Side(uint side) => side is > 0 and <= LargestSide ? (int)side : throw new FormatException("a side out of range");
}
