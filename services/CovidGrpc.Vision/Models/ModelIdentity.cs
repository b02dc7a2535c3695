namespace CovidGrpc.Vision.Models;

/// <summary>Which model made an answer. Two models with one digest answer alike.</summary>
/// <param name="Name">The manifest's name.</param>
/// <param name="Version">The manifest's version.</param>
/// <param name="Digest">
/// 64 lower-case hexadecimal digits: SHA-256 over the settings that influence the answer and over the weights
/// (see <see cref="ModelManifest.ComputeDigest"/>).
/// </param>
public sealed record ModelIdentity(string Name, string Version, string Digest);
