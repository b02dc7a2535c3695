using System.Security.Cryptography;
using System.Text;

namespace CovidGrpc.Hosting.Security;

/// <summary>
/// A file of API keys: one a line, <c>NAME ROLE[,ROLE] SHA256</c> with the hash of the key in hexadecimal; lines that begin with
/// <c>#</c> are remarks. Keys are random and long, so that a plain hash of one tells nothing of it.
/// </summary>
public sealed class ApiKeyFile
{
    /// <summary>Fewest characters of a key: what is shorter is refused whatever the file says.</summary>
    public const int FewestCharacters = 32;

    private const int MostCharacters = 512;

    private readonly List<Entry> _entries;

    private ApiKeyFile(List<Entry> entries) => _entries = entries;

    /// <summary>Whom a key stands for.</summary>
    /// <param name="Name">Name of the caller.</param>
    /// <param name="Roles">What it may do (<see cref="Security.Roles"/>).</param>
    public sealed record Holder(string Name, IReadOnlyList<string> Roles);

    /// <summary>Reads a file, UTF-8.</summary>
    /// <exception cref="FormatException">A line is none of a key; the message names it, without its content.</exception>
    public static ApiKeyFile Parse(ReadOnlySpan<byte> bytes)
    {
        var entries = new List<Entry>();
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.TrimEntries))
        {
            number++;
            if (line.Length > 0 && line[0] != '#')
            {
                entries.Add(ParseLine(line) ?? throw new FormatException($"line {number} is not NAME ROLE[,ROLE] SHA256 with roles among {string.Join(", ", Roles.All)}"));
            }
        }

        return new ApiKeyFile(entries);
    }

    /// <summary>Whom a key stands for; null when it is no key of the file. Every line is compared in constant time.</summary>
    public Holder? Find(string key)
    {
        if (key.Length is < FewestCharacters or > MostCharacters)
        {
            return null;
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        var found = (Holder?)null;
        foreach (var entry in _entries)
        {
            found = CryptographicOperations.FixedTimeEquals(entry.Hash, hash) ? entry.Holder : found;
        }

        return found;
    }

    private static Entry? ParseLine(string line)
    {
        var parts = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts is not [var name, var roles, { Length: 2 * SHA256.HashSizeInBytes } hash] || !hash.All(char.IsAsciiHexDigit))
        {
            return null;
        }

        string[] allowed = roles.Split(',');
        return allowed.All(Roles.All.Contains) ? new Entry(new Holder(name, allowed), Convert.FromHexString(hash)) : null;
    }

    private sealed record Entry(Holder Holder, byte[] Hash);
}
