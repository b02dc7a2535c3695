using CovidGrpc.Imaging;

namespace CovidGrpc.Training.Data;

/// <summary>Images and masks in folders of their own. Trains segmentation alone: no class is known.</summary>
internal sealed class MaskedFolder : ISliceSource
{
    private readonly MaskedFolderOptions _options;
    private readonly IReadOnlyList<IReadOnlyDictionary<string, string>> _masks;

    /// <summary>Lists the folders.</summary>
    /// <exception cref="ArgumentException">There is no folder of masks.</exception>
    /// <exception cref="DataSetException">A folder or a mask is missing, or a name does not tell its patient.</exception>
    internal MaskedFolder(MaskedFolderOptions options)
    {
        if (options.Masks.Count == 0)
            throw new ArgumentException("At least one folder of masks is needed.", nameof(options));
        _options = options;
        _masks = [.. options.Masks.Select(layer => DataFiles.ImagesByStem(layer.Folder))];
        Entries = [.. DataFiles.ImagesByStem(options.ImageFolder).Select(image => Entry(image.Key, image.Value))];
    }

    public string Name => _options.Name;

    public bool ArePatientsKnown => _options.Patients is not null;

    public IReadOnlyList<SliceEntry> Entries { get; }

    public LabelledSlice Load(SliceEntry entry, CancellationToken cancellation)
    {
        var image = DataFiles.ReadImage(entry.Path, cancellation);
        var map = new byte[image.Pixels.Length];
        foreach (var (layer, masks) in _options.Masks.Zip(_masks))
            Overlay(map, layer, masks[entry.Id], image, cancellation);
        var slice = new LabelledSlice(Name, entry.Patient, entry.Id, image.Pixels, image.Rows, image.Columns)
        {
            LabelMap = map,
            Coding = _options.Coding,
        };
        return _options.IsTransposed ? Transposed(slice, map) : slice;
    }

    private SliceEntry Entry(string stem, string path)
    {
        foreach (var (layer, masks) in _options.Masks.Zip(_masks))
        {
            if (!masks.ContainsKey(stem))
                throw new DataSetException($"{path} has no mask in {layer.Folder}: a picture named {stem} is missing there.");
        }

        return new(stem, path, _options.Patients?.PatientOf(stem) ?? stem, Class: null);
    }

    private static void Overlay(byte[] map, MaskLayer layer, string path, SourceImage image, CancellationToken cancellation)
    {
        var mask = DataFiles.ReadLabelMap(path, image, cancellation);
        for (var i = 0; i < mask.Length; i++)
        {
            if (mask[i] == 0)
                continue;
            if (!layer.Values.TryGetValue(mask[i], out map[i]))
                throw new DataSetException($"{path}: the mask holds the value {mask[i]}, and only {Known(layer)} are known.");
        }
    }

    private static string Known(MaskLayer layer) => string.Join(", ", layer.Values.Keys.Prepend((byte)0).Order());

    private static LabelledSlice Transposed(LabelledSlice slice, byte[] map) => slice with
    {
        Pixels = Transposed(slice.Pixels.Span, slice.Rows, slice.Columns),
        LabelMap = Transposed(map, slice.Rows, slice.Columns),
        Rows = slice.Columns,
        Columns = slice.Rows,
    };

    private static byte[] Transposed(ReadOnlySpan<byte> values, int rows, int columns)
    {
        var transposed = new byte[values.Length];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                transposed[column * rows + row] = values[row * columns + column];
        }

        return transposed;
    }
}
