namespace CovidGrpc.Transport;

/// <summary>Credentials would go in plain text to another machine.</summary>
public sealed class PlaintextCredentialsException() : InvalidOperationException(Explanation)
{
    /// <summary>What to tell who asked for it.</summary>
    public const string Explanation = "credentials go over TLS (https), or in plain text to this machine alone";
}
