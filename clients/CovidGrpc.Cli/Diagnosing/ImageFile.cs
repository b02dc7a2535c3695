namespace CovidGrpc.Cli.Diagnosing;

/// <summary>Reads image files whole, and no endless ones.</summary>
internal static class ImageFile
{
    /// <summary>What a service takes as a file of a scan: 500 uncompressed frames of 512 × 512 in one multi-frame file.</summary>
    public const int MostBytes = 256 * 1024 * 1024;

    /// <exception cref="IOException">The file cannot be read, or is larger than 256 MiB; the message is one line.</exception>
    public static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            throw new IOException("this is a folder");
        }

        try
        {
            await using var file = File.OpenRead(path);
            return await ReadAsync(file, MostBytes, cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw new IOException($"the file is larger than {MostBytes >> 20} MiB");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException("no such file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException("the file may not, or cannot, be read", e);
        }
    }

    /// <exception cref="InvalidDataException">There are more bytes than <paramref name="most"/>.</exception>
    public static async Task<byte[]> ReadAsync(Stream file, long most, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var block = new byte[81920];
        for (int count; (count = await file.ReadAsync(block, cancellationToken)) > 0;)
        {
            if (content.Length + count > most)
            {
                throw new InvalidDataException("more bytes than are taken");
            }

            content.Write(block, 0, count);
        }

        return content.ToArray();
    }
}
