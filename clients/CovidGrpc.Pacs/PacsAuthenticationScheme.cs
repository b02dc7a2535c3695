namespace CovidGrpc.Pacs;

/// <summary>How the bridge tells the PACS who it is.</summary>
public enum PacsAuthenticationScheme
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By user and password (RFC 7617).</summary>
    Basic,

    /// <summary>By a token (RFC 6750).</summary>
    Bearer,
}
