using System.Security.Cryptography;

namespace CovidGrpc.Hosting.Caching;

/// <summary>
/// What a stage's answer depends on. Two keys that are equal have the same answer, whoever computed it.
/// </summary>
/// <param name="Stage">The stage, as <c>segment</c>.</param>
/// <param name="Schema">Version of the stage's answer; raised when its meaning or its message changes.</param>
/// <param name="ModelDigest">Digest of the weights and of the settings that decide answers.</param>
/// <param name="Precision">Precision of the arithmetic, as <c>float32</c>.</param>
/// <param name="BatchNormMode">Where batch norms take their statistics.</param>
/// <param name="Parameters">All parameters of the call, in a fixed order.</param>
public sealed record FeatureKey(string Stage, int Schema, string ModelDigest, string Precision, string BatchNormMode, string Parameters)
{
    /// <summary>The key as text; of the input only a keyed hash (HMAC-SHA-256) enters.</summary>
    internal string ToText(ReadOnlySpan<byte> input, ReadOnlySpan<byte> hashKey) =>
        $"covidgrpc:{Stage}:{Schema}:{ModelDigest}:{Precision}:{BatchNormMode}:{Parameters}:{Convert.ToHexStringLower(HMACSHA256.HashData(hashKey, input))}";
}
