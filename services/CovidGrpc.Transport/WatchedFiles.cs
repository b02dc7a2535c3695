namespace CovidGrpc.Transport;

/// <summary>Reads the small files of keys, credentials and certificates.</summary>
public static class WatchedFiles
{
    private const int MostBytes = 1024 * 1024;

    /// <summary>The bytes of a file of at most 1 MiB.</summary>
    /// <exception cref="IOException">It cannot be read, or is larger.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] Read(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[MostBytes + 1];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length <= MostBytes ? bytes[..length] : throw new IOException($"{path} is larger than {MostBytes} bytes");
    }

    /// <summary>Whether an exception says that a file cannot be read, or holds something else.</summary>
    public static bool IsUnusable(Exception exception) => exception is IOException or UnauthorizedAccessException or FormatException;
}

/// <summary>
/// What files that belong together say, read again when one of them changed; looked at once a second at most, and by their bytes: mounted
/// secrets are links whose own times tell nothing. Files that cannot be used leave what they said before.
/// </summary>
/// <param name="paths">The files.</param>
/// <param name="parse">Reads their bytes, in the order of the paths; throws <see cref="FormatException"/> where they hold something else.</param>
/// <param name="time">The clock.</param>
/// <param name="unusable">Told of the files and the cause when they changed to what cannot be used, once for each change.</param>
public sealed class WatchedFiles<T>(IReadOnlyList<string> paths, Func<IReadOnlyList<byte[]>, T> parse, TimeProvider time, Action<string, string>? unusable = null)
    where T : class
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private IReadOnlyList<byte[]> _read = [];
    private long _lookedAt;
    private T? _value;

    /// <summary>What the files say now.</summary>
    /// <exception cref="IOException">One cannot be read, and none was before.</exception>
    /// <exception cref="UnauthorizedAccessException">One may not be read, and none was before.</exception>
    /// <exception cref="FormatException">They hold something else, and never held anything better.</exception>
    public T Current
    {
        get
        {
            lock (_lock)
            {
                if (_value is null || time.GetElapsedTime(_lookedAt) >= Pause)
                {
                    _lookedAt = time.GetTimestamp();
                    _value = Look();
                }

                return _value;
            }
        }
    }

    private T Look()
    {
        try
        {
            byte[][] read = [.. paths.Select(WatchedFiles.Read)];
            if (_value is not null && read.Zip(_read).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)))
            {
                return _value;
            }

            // Told once, not at each look.
            _read = read;
            return parse(read);
        }
        catch (Exception e) when (_value is not null && WatchedFiles.IsUnusable(e))
        {
            unusable?.Invoke(string.Join(", ", paths), e.Message);
            return _value;
        }
    }
}
