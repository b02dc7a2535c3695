using System.Security.Cryptography;
using System.Text;

namespace CovidGrpc.Dicom;

/// <summary>
/// Other identifiers in place of a scan's: equal where those are equal, so that series stay apart, and not to be traced back, since they
/// derive from a key that is drawn at random and never leaves this object.
/// </summary>
public sealed class UidPseudonyms
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);

    /// <summary>What stands for an identifier.</summary>
    /// <param name="uid">The identifier.</param>
    public string Of(string uid) => DicomUids.Derive(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(uid)));
}
