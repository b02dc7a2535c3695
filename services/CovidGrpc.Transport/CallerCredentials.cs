using System.Text;

namespace CovidGrpc.Transport;

/// <summary>
/// By what a caller tells who it is: an API key or a bearer token (RFC 6750), as it is or out of a file of one line, which is read again when
/// it changes.
/// </summary>
public sealed class CallerCredentials
{
    /// <summary>Header, or metadata, of an API key.</summary>
    public const string ApiKeyHeader = "x-api-key";

    private const string TokenHeader = "authorization";

    private readonly Func<string> _secret;
    private readonly bool _isKey;

    private CallerCredentials(Func<string> secret, bool isKey)
    {
        (_secret, _isKey) = (secret, isKey);
        // What cannot be used is told before the first call.
        _ = secret();
    }

    /// <summary>The header of a call that is made now.</summary>
    internal (string Name, string Value) Header => _isKey ? (ApiKeyHeader, _secret()) : (TokenHeader, $"Bearer {_secret()}");

    /// <summary>An API key.</summary>
    /// <exception cref="FormatException">It is empty, or has other characters than visible ones of ASCII.</exception>
    public static CallerCredentials ApiKey(string key) => new(() => Checked(key, "the API key"), isKey: true);

    /// <summary>A bearer token.</summary>
    /// <exception cref="FormatException">It is empty, or has other characters than visible ones of ASCII.</exception>
    public static CallerCredentials Token(string token) => new(() => Checked(token, "the token"), isKey: false);

    /// <summary>The API key in a file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="FormatException">It holds no key.</exception>
    public static CallerCredentials ApiKeyFile(string path, TimeProvider? time = null) => new(Secret(path, time), isKey: true);

    /// <summary>The bearer token in a file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="FormatException">It holds no token.</exception>
    public static CallerCredentials TokenFile(string path, TimeProvider? time = null) => new(Secret(path, time), isKey: false);

    private static Func<string> Secret(string path, TimeProvider? time)
    {
        var file = new WatchedFiles<string>([path], files => Checked(Encoding.UTF8.GetString(files[0]).Trim(), path), time ?? TimeProvider.System);
        return () => file.Current;
    }

    private static string Checked(string secret, string what) => secret.Length > 0 && secret.All(character => character is > ' ' and <= '~')
        ? secret
        : throw new FormatException($"{what}: one line of visible ASCII characters is wanted");
}
