using System.Text;
using CovidGrpc.Transport;
using StackExchange.Redis.Configuration;

namespace CovidGrpc.Redis;

/// <summary>The password in a file of one line: whoever connects again does so with the one that is there then.</summary>
internal sealed class PasswordFile : DefaultOptionsProvider
{
    private readonly WatchedFiles<string> _file;

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="FormatException">It is empty.</exception>
    public PasswordFile(string path, TimeProvider time)
    {
        _file = new WatchedFiles<string>([path], files => Line(files[0], path), time);
        _ = _file.Current;
    }

    /// <inheritdoc/>
    public override string Password => _file.Current;

    private static string Line(byte[] bytes, string path) =>
        Encoding.UTF8.GetString(bytes).Trim() is { Length: > 0 } line && !line.Contains('\n', StringComparison.Ordinal)
            ? line
            : throw new FormatException($"{path}: one line is wanted");
}
