using CovidGrpc.Dicom;
using CovidGrpc.Dicom.Series;

namespace CovidGrpc.Imaging.Scans;

/// <summary>
/// Takes the files of a scan one by one, in any order, keeps their headers alone, and plans which slices are read. A file that cannot be
/// read is counted by its reason, and the others are taken. Pictures are taken where no file is a DICOM image: they tell no geometry.
/// </summary>
public sealed class ScanIndex
{
    private readonly List<SliceHeader> _headers = [];
    private readonly SortedSet<int> _pictures = [];
    private readonly List<UnreadableImageException> _unreadable = [];
    private int _files;

    /// <summary>Takes a file.</summary>
    /// <param name="instance">Its number.</param>
    /// <param name="file">The whole file; nothing of it is kept.</param>
    public void Add(int instance, ReadOnlyMemory<byte> file)
    {
        _files++;
        try
        {
            switch (FileSignature.Recognise(file.Span))
            {
                case SourceFormat.Dicom:
                    _headers.AddRange(SliceHeaders.Read(DicomFile.Read(file), instance));
                    break;
                case null:
                    throw file.IsEmpty
                        ? new UnreadableImageException(RefusalReasons.Empty, "The file is empty.")
                        : new UnreadableImageException(RefusalReasons.UnknownFormat, "The file is neither DICOM nor PNG, JPEG or TIFF.");
                default:
                    _pictures.Add(instance);
                    break;
            }
        }
        catch (DicomException e)
        {
            _unreadable.Add(new UnreadableImageException(e.Reason, e.Message, e));
        }
        catch (UnreadableImageException e)
        {
            _unreadable.Add(e);
        }
    }

    /// <summary>Plans the scan.</summary>
    /// <exception cref="UnreadableImageException">There is no slice to read.</exception>
    public ScanPlan Finish()
    {
        var scan = AssembledScan.From(_headers);
        if (scan.Chosen is { } chosen)
        {
            var warnings = scan.Warnings.Select(warning => new ImageWarning(warning.Code, warning.Message));
            return new ScanPlan([.. chosen.Slices.Select(slice => new ScanSlice(slice.Instance, slice.Frame))], scan.Stacks, [.. warnings, .. OfPictures(), .. OfUnreadable()]);
        }

        if (_pictures.Count > 0 && _headers.Count == 0)
        {
            var unknown = new ImageWarning(
                SeriesWarningCodes.GeometryUnknown, "Pictures tell no positions: they were taken in the order of their numbers, and volumes are not possible.");
            return new ScanPlan([.. _pictures.Select(picture => new ScanSlice(picture, 0))], [], [unknown, .. OfUnreadable()]);
        }

        throw Nothing(scan);
    }

    private UnreadableImageException Nothing(AssembledScan scan)
    {
        if (_files == 1 && _unreadable is [var only])
            return only;
        var found = scan.Stacks.Select(other => $"a series of {other.Stack.Images} ({other.Reason})");
        var what = string.Join(", ", [.. found, .. Reasons()]);
        return new UnreadableImageException(RefusalReasons.NoAxialSeries, $"The {_files} files hold no axial CT series{(what.Length == 0 ? "" : $": {what}")}.");
    }

    private IEnumerable<ImageWarning> OfPictures()
    {
        if (_pictures.Count > 0)
            yield return new ImageWarning(WarningCodes.PicturesLeftOut, $"{Files(_pictures.Count)} left out: pictures beside DICOM images.");
    }

    private IEnumerable<ImageWarning> OfUnreadable()
    {
        if (_unreadable.Count > 0)
        {
            yield return new ImageWarning(
                WarningCodes.InstancesUnreadable, $"{Files(_unreadable.Count)} left out, unreadable or no CT image: {string.Join(", ", Reasons())}.");
        }
    }

    private IEnumerable<string> Reasons() => _unreadable.GroupBy(e => e.Reason).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Key} ({group.Count()})");

    private static string Files(int count) => count == 1 ? "One file was" : $"{count} files were";
}
