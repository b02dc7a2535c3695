using Microsoft.Extensions.Logging;

namespace CovidGrpc.Hosting.Security;

/// <summary>Reads the small files of keys.</summary>
internal static class WatchedFile
{
    private const int MostBytes = 1024 * 1024;

    /// <summary>The bytes of a file of at most 1 MiB.</summary>
    /// <exception cref="IOException">It cannot be read, or is larger.</exception>
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
/// What a file says, read again when it changed; looked at once a second at most, and by its bytes: mounted secrets are links whose
/// own times tell nothing. A file that cannot be used leaves what it said before.
/// </summary>
internal sealed class WatchedFile<T>(string path, Func<byte[], T> parse, TimeProvider time, ILogger logger)
    where T : class
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private byte[] _bytes = [];
    private long _lookedAt;
    private T? _value;

    /// <summary>What the file says now.</summary>
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
            var bytes = WatchedFile.Read(path);
            if (_value is not null && bytes.AsSpan().SequenceEqual(_bytes))
            {
                return _value;
            }

            // Told once, not at each look.
            _bytes = bytes;
            return parse(bytes);
        }
        catch (Exception e) when (_value is not null && WatchedFile.IsUnusable(e))
        {
            SecurityLog.Unusable(logger, path, e.Message);
            return _value;
        }
    }
}
