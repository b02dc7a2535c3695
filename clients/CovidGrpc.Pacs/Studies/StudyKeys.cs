using System.Security.Cryptography;
using System.Text;
using CovidGrpc.Dicom.Identity;

namespace CovidGrpc.Pacs.Studies;

/// <summary>What stands for studies and their instances outside of this process: keyed hashes, which nobody without the key can trace back.</summary>
/// <param name="uids">Replaces identifiers; the same in all bridges of a queue.</param>
internal sealed class StudyKeys(KeyedUids uids)
{
    /// <summary>What stands for a study in the queue, in logs and in requests.</summary>
    public string ReferenceOf(string study) => uids.Replace(study);

    /// <summary>What stands for a set of instances: SHA-256, 64 hexadecimal digits, whatever their order.</summary>
    public string DigestOf(IEnumerable<string> instances) => Digest(instances.Select(uids.Replace));

    /// <summary>The id of a study's job: the same for the same study, images and models.</summary>
    /// <param name="reference">What stands for the study.</param>
    /// <param name="instancesDigest">What stands for its images.</param>
    /// <param name="models">What stands for the models in use.</param>
    public static string JobIdOf(string reference, string instancesDigest, string models) => Digest([$"study {reference}", $"images {instancesDigest}", $"models {models}"]);

    /// <summary>SHA-256 of texts whatever their order, 64 hexadecimal digits.</summary>
    public static string Digest(IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts.Order(StringComparer.Ordinal)))));
}
