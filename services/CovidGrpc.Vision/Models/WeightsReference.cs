namespace CovidGrpc.Vision.Models;

/// <summary>Where the weights are: in a file of the model folder, or made by a rule.</summary>
/// <param name="File">Name of a safetensors file in the folder, with <paramref name="Sha256"/>; null when there is a rule.</param>
/// <param name="Sha256">SHA-256 of that file, 64 lower-case hexadecimal digits.</param>
/// <param name="Rule"><see cref="GeneratedRule"/>; null when there is a file.</param>
public sealed record WeightsReference(string? File, string? Sha256, string? Rule)
{
    /// <summary>The one rule: untrained weights computed from each tensor's name.</summary>
    public const string GeneratedRule = "generated";
}
