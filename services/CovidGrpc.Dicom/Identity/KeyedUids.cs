using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace CovidGrpc.Dicom.Identity;

/// <summary>
/// Replaces identifiers by keyed hashes (HMAC-SHA256): with the same key the same one always gives the same one, so
/// references keep pointing where they did; without the key nobody can tell or guess which was which.
/// </summary>
public sealed class KeyedUids
{
    /// <summary>Fewest bytes of a key.</summary>
    public const int MinKeyBytes = 16;

    private const int PseudonymBytes = 8;

    private readonly byte[] _key;

    /// <summary>Hashes with this key.</summary>
    /// <param name="key">Secret and random, at least <see cref="MinKeyBytes"/> bytes; copied.</param>
    /// <exception cref="ArgumentException">The key is shorter.</exception>
    public KeyedUids(ReadOnlySpan<byte> key)
    {
        if (key.Length < MinKeyBytes)
            throw new ArgumentException($"The key has fewer than {MinKeyBytes} bytes.", nameof(key));
        _key = key.ToArray();
    }

    /// <summary>Hashes with a key that is drawn at random and nowhere else.</summary>
    public static KeyedUids Random() => new(RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes));

    /// <summary>The identifier that stands for another: 2.25 and 128 bits of its keyed hash (PS3.5 B.2).</summary>
    /// <param name="uid">Identifier, well-formed or not, without padding.</param>
    public string Replace(string uid) => $"2.25.{new BigInteger(Hash("uid", uid).AsSpan(0, 16), isUnsigned: true, isBigEndian: true)}";

    /// <summary>16 hexadecimal digits that stand for a name or number.</summary>
    /// <param name="identity">What is hidden.</param>
    internal string Pseudonym(string identity) => Convert.ToHexString(Hash("identity", identity).AsSpan(0, PseudonymBytes));

    private byte[] Hash(string purpose, string value) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{purpose}\n{value}"));
}
