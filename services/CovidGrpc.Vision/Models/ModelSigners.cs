using System.Security.Cryptography;

namespace CovidGrpc.Vision.Models;

/// <summary>
/// Who may vouch for a model: the public keys of a PEM file (ECDSA, SubjectPublicKeyInfo). A signature is that of the manifest's bytes, by ECDSA
/// with SHA-256, in DER, in a file beside it: what <c>openssl dgst -sha256 -sign</c> writes. Weights are vouched for by their digest, which
/// the manifest names and which is verified when they are read.
/// </summary>
public sealed class ModelSigners
{
    /// <summary>Name of the signature's file in a model folder.</summary>
    public const string SignatureName = ModelFolder.ManifestName + ".sig";

    private const string PublicKey = "PUBLIC KEY";

    // Of a signature on the largest curve there are some 140 bytes.
    private const int LongestSignature = 1024;
    private const int LargestKeys = 1 << 20;

    private readonly byte[][] _keys;

    private ModelSigners(byte[][] keys) => _keys = keys;

    /// <summary>Reads the keys.</summary>
    /// <param name="path">PEM file.</param>
    /// <exception cref="FormatException">The file cannot be read, is larger than 1 MiB, or holds no key that can be used.</exception>
    public static ModelSigners Read(string path)
    {
        try
        {
            var text = File.ReadAllText(new FileInfo(path) is { Length: <= LargestKeys } file ? file.FullName : throw new FormatException($"{path} is larger than {LargestKeys} bytes"));
            var keys = Keys(text);
            foreach (var key in keys)
                Open(key).Dispose();
            return keys.Length > 0 ? new(keys) : throw new FormatException($"{path} holds no public key");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new FormatException($"{path} is no PEM file of ECDSA public keys that can be read", e);
        }
    }

    /// <summary>Checks that one of them signed a model.</summary>
    /// <exception cref="ModelFolderException">There is no signature, or none of the keys made it.</exception>
    public void Check(ModelFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var signature = folder.ReadSmall(SignatureName, LongestSignature)
            ?? throw new ModelFolderException(SignatureName, ["it is not there, and only signed models may be loaded (Model:SignedBy)"]);
        if (!Array.Exists(_keys, key => Signed(key, folder.ManifestBytes.Span, signature)))
            throw new ModelFolderException(SignatureName, [$"none of the keys of Model:SignedBy signed this {ModelFolder.ManifestName}"]);
    }

    private static bool Signed(byte[] key, ReadOnlySpan<byte> manifest, byte[] signature)
    {
        using var opened = Open(key);
        return opened.VerifyData(manifest, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private static byte[][] Keys(string text)
    {
        var keys = new List<byte[]>();
        for (var rest = text.AsSpan(); PemEncoding.TryFind(rest, out var found); rest = rest[found.Location.End..])
        {
            if (rest[found.Label].SequenceEqual(PublicKey))
                keys.Add(Convert.FromBase64String(rest[found.Base64Data].ToString()));
        }

        return [.. keys];
    }

    private static ECDsa Open(byte[] key)
    {
        var opened = ECDsa.Create();
        try
        {
            opened.ImportSubjectPublicKeyInfo(key, out _);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }
}
