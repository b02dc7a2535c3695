using CovidGrpc.Dicom;
using CovidGrpc.Dicom.Answers;
using CovidGrpc.Dicom.Series;
using CovidGrpc.Jobs;
using CovidGrpc.Pacs.DicomWeb;
using Grpc.Core;

namespace CovidGrpc.Pacs.Studies;

/// <summary>
/// Reads the headers of a study and chooses its axial series by the rules of <see cref="AssembledScan"/>. Files are fetched one by one and let
/// go; what stays of each is its header.
/// </summary>
internal sealed class StudyReader(DicomWebClient pacs)
{
    /// <summary>The scan to diagnose.</summary>
    /// <param name="instances">The CT images of one study.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <exception cref="DicomWebException">The PACS failed.</exception>
    /// <exception cref="JobFailedException">There is nothing to diagnose.</exception>
    public async Task<ChosenScan> ChooseAsync(IReadOnlyList<FoundInstance> instances, CancellationToken cancellationToken)
    {
        var slices = new List<SliceHeader>();
        var images = new Dictionary<(int Instance, int Frame), SourceImage>();
        var unreadable = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < instances.Count; i++)
        {
            try
            {
                var (headers, sources) = Read(await pacs.RetrieveAsync(instances[i], cancellationToken), instances[i], i);
                slices.AddRange(headers);
                foreach (var (header, source) in headers.Zip(sources))
                {
                    images.Add((i, header.Frame), source);
                }
            }
            catch (DicomException e)
            {
                unreadable[e.Reason] = unreadable.GetValueOrDefault(e.Reason) + 1;
            }
            catch (DicomWebException e) when (e.Problem == DicomWebProblem.TooLarge)
            {
                unreadable["INSTANCE_TOO_LARGE"] = unreadable.GetValueOrDefault("INSTANCE_TOO_LARGE") + 1;
            }
        }

        var scan = AssembledScan.From(slices);
        return scan.Chosen is { } chosen ? new ChosenScan(chosen, instances, images) : throw NothingToDiagnose(scan, unreadable);
    }

    private static (IReadOnlyList<SliceHeader> Headers, IReadOnlyList<SourceImage> Sources) Read(ReadOnlyMemory<byte> bytes, FoundInstance found, int number)
    {
        var file = DicomFile.Read(bytes);
        var headers = SliceHeaders.Read(file, number);
        var sources = SourceImage.Read(file.Dataset);
        // Answers go where the search found the images, and refer to what the files say.
        if (sources[0].StudyInstanceUid != found.StudyUid || sources[0].Id.SopInstanceUid != found.InstanceUid)
        {
            throw new DicomException(DicomReasons.InvalidValue, "The file is of another study or instance than the search said.");
        }

        return headers.Count == sources.Count
            ? (headers, sources)
            : throw new DicomException(DicomReasons.Malformed, "The frames have no functional groups of their own.");
    }

    private static JobFailedException NothingToDiagnose(AssembledScan scan, SortedDictionary<string, int> unreadable)
    {
        IEnumerable<string> reasons =
        [
            .. scan.Stacks.Select(found => $"{found.Stack.Images} images: {found.Message}"),
            .. unreadable.Select(reason => $"{reason.Value} images cannot be read ({reason.Key})"),
        ];
        return scan.Stacks.Count > 0
            ? JobFailures.Final(StatusCode.FailedPrecondition, "NO_AXIAL_SERIES", $"The study has no axial CT series: {string.Join("; ", reasons)}.")
            : JobFailures.Final(StatusCode.FailedPrecondition, "STUDY_UNREADABLE", $"No CT image of the study can be read: {string.Join("; ", reasons)}.");
    }
}
