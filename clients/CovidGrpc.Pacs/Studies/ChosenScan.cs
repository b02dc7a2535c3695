using CovidGrpc.Dicom.Answers;
using CovidGrpc.Dicom.Series;
using CovidGrpc.Pacs.DicomWeb;

namespace CovidGrpc.Pacs.Studies;

/// <summary>The axial CT series of a study, without its pixels.</summary>
internal sealed class ChosenScan
{
    private readonly Dictionary<(int File, int Frame), SourceImage> _images;

    /// <param name="stack">The chosen stack; its slices number files as <paramref name="instances"/> do.</param>
    /// <param name="instances">All files of the study.</param>
    /// <param name="images">Headers of the files' frames.</param>
    public ChosenScan(CtSeries stack, IReadOnlyList<FoundInstance> instances, IReadOnlyDictionary<(int Instance, int Frame), SourceImage> images)
    {
        int[] numbers = [.. stack.Slices.Select(slice => slice.Instance).Distinct()];
        Files = [.. numbers.Select(number => instances[number])];
        _images = stack.Slices.ToDictionary(slice => (Array.IndexOf(numbers, slice.Instance), slice.Frame), slice => images[(slice.Instance, slice.Frame)]);
        Series = new SourceSeries(_images.Values);
    }

    /// <summary>The files that hold it, each once.</summary>
    public IReadOnlyList<FoundInstance> Files { get; }

    /// <summary>Its images, as answers refer to them.</summary>
    public SourceSeries Series { get; }

    /// <summary>The image in a frame, counted from 0, of one of <see cref="Files"/>; null when it is not of the series.</summary>
    public SourceImage? Find(uint file, uint frame) => _images.GetValueOrDefault(((int)file, (int)frame));
}
