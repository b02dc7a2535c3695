using CovidGrpc.Imaging;

namespace CovidGrpc.Training.Data;

/// <summary>Finds and reads the files of a data set; what goes wrong names the file.</summary>
internal static class DataFiles
{
    private static readonly SliceReaderOptions Options = new();

    private static readonly HashSet<string> ImageExtensions =
        new([".png", ".jpg", ".jpeg", ".tif", ".tiff"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The pictures that lie in a folder itself, by name in ordinal order.</summary>
    /// <exception cref="DataSetException">There is no such folder.</exception>
    internal static IReadOnlyList<string> Images(string folder) =>
        [.. Files(folder).Where(file => ImageExtensions.Contains(Path.GetExtension(file)))];

    /// <summary>All files that lie in a folder itself, by name in ordinal order; hidden ones are passed over.</summary>
    /// <exception cref="DataSetException">There is no such folder.</exception>
    internal static IEnumerable<string> Files(string folder) => Existing(folder)
        .EnumerateFiles()
        .Where(file => !file.Name.StartsWith('.'))
        .OrderBy(file => file.Name, StringComparer.Ordinal)
        .Select(file => file.FullName);

    /// <summary>The folders in a folder, by name in ordinal order.</summary>
    /// <exception cref="DataSetException">There is no such folder.</exception>
    internal static IReadOnlyList<DirectoryInfo> Folders(string folder) =>
        [.. Existing(folder).EnumerateDirectories().OrderBy(inner => inner.Name, StringComparer.Ordinal)];

    /// <summary>The pictures of a folder by their names without extension.</summary>
    /// <exception cref="DataSetException">There is no such folder, or two pictures have the same name.</exception>
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
            // Before the file is taken into memory.
            if (new FileInfo(path).Length > Options.MaxFileBytes)
                throw new DataSetException($"{path}: the file is larger than {Options.MaxFileBytes >> 20} MiB.");
            return SourceImage.Read(File.ReadAllBytes(path), Options, cancellation);
        }
        catch (UnreadableImageException exception)
        {
            throw new DataSetException($"{path}: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException($"{path} cannot be read: {exception.Message}", exception);
        }
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

    private static DirectoryInfo Existing(string folder)
    {
        var info = new DirectoryInfo(folder);
        return info.Exists ? info : throw new DataSetException($"There is no folder {folder}.");
    }
}
