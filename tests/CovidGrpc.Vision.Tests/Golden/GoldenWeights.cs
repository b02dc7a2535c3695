using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests.Golden;

/// <summary>Comparison of all tensors of a network, bit for bit.</summary>
internal static class GoldenWeights
{
    /// <summary>SHA-256 over the sorted lines "name [shape] first 16 digits of the bytes' SHA-256".</summary>
    public static string Digest(IEnumerable<KeyValuePair<string, Tensor>> state)
    {
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Rows(state)))));
    }

    /// <summary>Those lines.</summary>
    public static string[] Rows(IEnumerable<KeyValuePair<string, Tensor>> state)
    {
        return [.. state.Select(entry => $"{entry.Key} [{string.Join(",", entry.Value.shape)}] {Hash(entry.Value)}").Order(StringComparer.Ordinal)];
    }

    /// <summary>Holds names, shapes and, through the SHA-256 of all float tensors in the listed order, every value against a golden list.</summary>
    public static void AssertEqual(JsonElement golden, IReadOnlyDictionary<string, Tensor> state, string nameProperty = "name")
    {
        var rows = golden.GetProperty("state_dict").EnumerateArray().ToArray();
        Assert.Equal(
            rows.Select(row => $"{row.Text(nameProperty)} [{string.Join(",", row.GetProperty("shape").Integers())}]").Order(StringComparer.Ordinal),
            state.Select(entry => $"{entry.Key} [{string.Join(",", entry.Value.shape)}]").Order(StringComparer.Ordinal));

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in rows.Select(row => state[row.Text(nameProperty)]).Where(tensor => tensor.dtype == ScalarType.Float32))
        {
            using var scope = NewDisposeScope();
            hash.AppendData(tensor.detach().contiguous().bytes);
        }

        Assert.Equal(golden.Text("float_weights_sha256"), Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static string Hash(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return Convert.ToHexStringLower(SHA256.HashData(tensor.detach().contiguous().bytes))[..16];
    }
}
