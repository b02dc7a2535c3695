namespace CovidGrpc.Pacs.DicomWeb;

/// <summary>What went wrong between bridge and PACS.</summary>
internal enum DicomWebProblem
{
    /// <summary>The PACS is away, too busy, or broke off: another try may succeed.</summary>
    Unavailable,

    /// <summary>It asks for credentials, or refuses those that it got (401).</summary>
    Unauthorized,

    /// <summary>The credentials are good, but not for this (403).</summary>
    Forbidden,

    /// <summary>It has no such object (404).</summary>
    NotFound,

    /// <summary>It does not take the request (other 4xx), or what was to be stored.</summary>
    Refused,

    /// <summary>Its certificate is not trusted.</summary>
    Untrusted,

    /// <summary>What it answered is no DICOMweb.</summary>
    Malformed,

    /// <summary>What it answered is larger than is taken.</summary>
    TooLarge,
}
