using CovidGrpc.Imaging;

namespace CovidGrpc.Training.Data;

/// <summary>Finds and reads the files of a data set; what goes wrong names the file.</summary>
internal static class DataFiles
{
    private static readonly SliceReaderOptions Options = new();

    private static readonly HashSet<string> ImageExtensions =
        new([".png", ".jpg", ".jpeg", ".tif", ".tiff"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The pictures that lie in a folder itself, by name in ordinal order; hidden files are passed over.</summary>
    /// <exception cref="DataSetException">There is no such folder, or no picture in it.</exception>
    internal static IReadOnlyList<string> Images(string folder)
    {
        string[] images =
        [
            .. Existing(folder).EnumerateFiles()
                .Where(file => !file.Name.StartsWith('.') && ImageExtensions.Contains(file.Extension))
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .Select(file => file.FullName),
        ];
        return images.Length > 0 ? images : throw new DataSetException($"{folder} holds no picture ({string.Join(", ", ImageExtensions)}).");
    }

    /// <summary>The folders in a folder, by name in ordinal order.</summary>
    /// <exception cref="DataSetException">There is no such folder.</exception>
    internal static IReadOnlyList<DirectoryInfo> Folders(string folder) =>
        [.. Existing(folder).EnumerateDirectories().OrderBy(inner => inner.Name, StringComparer.Ordinal)];

    /// <summary>The pictures of a folder by their names without extension.</summary>
    /// <exception cref="DataSetException">There is no such folder, no picture in it, or two of the same name.</exception>
    internal static IReadOnlyDictionary<string, string> ImagesByStem(string folder)
    {
        var images = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var image in Images(folder))
        {
            if (!images.TryAdd(Path.GetFileNameWithoutExtension(image), image))
                throw new DataSetException($"Two pictures have the name of {image}, but for the extension: keep one.");
        }

        return images;
    }

    /// <summary>Reads an image: grey values as stored, or at the lung window for DICOM.</summary>
    /// <exception cref="DataSetException">The file is not there, or is no CT slice.</exception>
    internal static SourceImage ReadImage(string path, CancellationToken cancellation)
    {
        try
        {
            return SourceImage.Read(ReadBytes(path), Options, cancellation);
        }
        catch (UnreadableImageException exception)
        {
            throw new DataSetException($"{path}: {exception.Message}", exception);
        }
    }

    /// <summary>Takes a file into memory.</summary>
    /// <exception cref="DataSetException">The file is not there, is too large for an image or cannot be read.</exception>
    internal static byte[] ReadBytes(string path)
    {
        try
        {
            if (new FileInfo(path).Length > Options.MaxFileBytes)
                throw new DataSetException($"{path}: the file is larger than {Options.MaxFileBytes >> 20} MiB.");
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads the image of a slice of which the class is all that is known.</summary>
    /// <exception cref="DataSetException">The file is not there, or is no CT slice.</exception>
    internal static LabelledSlice LoadClassified(string source, SliceEntry entry, CancellationToken cancellation)
    {
        var image = ReadImage(entry.Path, cancellation);
        return new(source, entry.Patient, entry.Id, image.Pixels, image.Rows, image.Columns) { Class = entry.Class };
    }

    /// <summary>Reads a label map: its values as stored.</summary>
    /// <param name="path">A picture without loss, 8 bits a pixel.</param>
    /// <param name="image">The image that it labels.</param>
    /// <param name="cancellation">Stops between the steps.</param>
    /// <exception cref="DataSetException">The file is not there, is no such picture, or is of another size than the image.</exception>
    internal static byte[] ReadLabelMap(string path, SourceImage image, CancellationToken cancellation)
    {
        var map = ReadImage(path, cancellation);
        if (map.Format is SourceFormat.Jpeg or SourceFormat.Dicom)
            throw new DataSetException($"{path}: a label map must be a PNG or TIFF; JPEG changes its values.");
        if (map.Warnings.Any(warning => warning.Code == WarningCodes.ReducedTo8Bits))
            throw new DataSetException($"{path}: a label map must have 8 bits a pixel.");
        if ((map.Rows, map.Columns) != (image.Rows, image.Columns))
        {
            throw new DataSetException(
                $"{path}: the label map has {map.Columns} × {map.Rows} pixels, its image {image.Columns} × {image.Rows}.");
        }

        return map.Pixels.ToArray();
    }

    /// <summary>The lines of a text file.</summary>
    /// <exception cref="DataSetException">The file is not there, is too large for a list or cannot be read.</exception>
    internal static IEnumerable<string> ReadLines(string path)
    {
        using var reader = new StreamReader(new MemoryStream(ReadBytes(path)));
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    /// <summary>A path below a folder by names that stand in a list, so that no list leads out of its data set.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="origin">Where the names stand, for the refusal.</param>
    /// <param name="names">Of folders and, last, a file.</param>
    /// <exception cref="DataSetException">A name is empty or more than a name.</exception>
    internal static string Below(string folder, string origin, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (name is "" or "." or ".." || name.AsSpan().ContainsAny('/', '\\', '\0'))
                throw new DataSetException($"{origin}: {name} should be the name of a file or folder alone.");
            folder = Path.Combine(folder, name);
        }

        return folder;
    }

    private static DirectoryInfo Existing(string folder)
    {
        var info = new DirectoryInfo(folder);
        return info.Exists ? info : throw new DataSetException($"There is no folder {folder}.");
    }
}
