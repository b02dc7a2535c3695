using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Dicom.Answers;
using CovidGrpc.Jobs;
using CovidGrpc.Pacs.Studies;
using Grpc.Core;
using Tissue = CovidGrpc.Dicom.Answers.Tissue;

namespace CovidGrpc.Pacs.Answers;

/// <summary>Gathers the gateway's findings slice by slice, as masks of the source's images.</summary>
internal sealed class ScanFindings(ChosenScan scan)
{
    private readonly Dictionary<SourceId, SliceMasks> _masks = [];

    /// <summary>Masks by source image.</summary>
    public IReadOnlyDictionary<SourceId, SliceMasks> Masks => _masks;

    /// <summary>Slices that were diagnosed.</summary>
    public int Slices { get; private set; }

    /// <summary>Adds a slice.</summary>
    /// <exception cref="JobFailedException">It is of no image that was sent, or its masks are damaged.</exception>
    public void Add(SliceDiagnosis slice)
    {
        if (slice.Diagnosis is not { } diagnosis)
        {
            return;
        }

        var image = scan.Find(slice.Instance, slice.Frame) ?? throw DoesNotFit("an image that was not sent");
        var masks = new SliceMasks(image.Rows, image.Columns);
        foreach (var finding in diagnosis.Findings)
        {
            masks.Add(TissueOf(finding.Tissue), Decode(finding.Mask, image));
        }

        _masks[image.Id] = masks;
        Slices++;
    }

    private static BitMask Decode(Mask mask, SourceImage image)
    {
        if (mask is null || mask.Rows != image.Rows || mask.Columns != image.Columns)
        {
            throw DoesNotFit("a mask of another size than its image");
        }

        try
        {
            var pixels = CocoRunLengths.Decode(mask);
            var bits = new BitMask(image.Rows, image.Columns);
            for (var i = Array.IndexOf(pixels, true); i >= 0; i = i + 1 < pixels.Length ? Array.IndexOf(pixels, true, i + 1) : -1)
            {
                bits[i / image.Columns, i % image.Columns] = true;
            }

            return bits;
        }
        catch (FormatException)
        {
            throw DoesNotFit("a damaged mask");
        }
    }

    private static Tissue TissueOf(Contracts.V1.Tissue tissue) => tissue switch
    {
        Contracts.V1.Tissue.Lung => Tissue.Lung,
        Contracts.V1.Tissue.GroundGlassOpacity => Tissue.GroundGlassOpacity,
        Contracts.V1.Tissue.Consolidation => Tissue.Consolidation,
        _ => throw DoesNotFit("a tissue that is not known here"),
    };

    private static JobFailedException DoesNotFit(string what) => JobFailures.Passing(StatusCode.Internal, "ANSWER_DOES_NOT_FIT", $"The gateway answered with {what}.");
}
