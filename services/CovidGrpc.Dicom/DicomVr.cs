namespace CovidGrpc.Dicom;

/// <summary>Value representations (PS3.5, table 6.2-1); each name is the two-letter code in the file.</summary>
public enum DicomVr
{
    /// <summary>Unknown: the bytes are kept as they are.</summary>
    UN,
    /// <summary>Application entity.</summary>
    AE,
    /// <summary>Age string.</summary>
    AS,
    /// <summary>Attribute tag.</summary>
    AT,
    /// <summary>Code string.</summary>
    CS,
    /// <summary>Date.</summary>
    DA,
    /// <summary>Decimal string.</summary>
    DS,
    /// <summary>Date and time.</summary>
    DT,
    /// <summary>64-bit floating point.</summary>
    FD,
    /// <summary>32-bit floating point.</summary>
    FL,
    /// <summary>Integer string.</summary>
    IS,
    /// <summary>Long string.</summary>
    LO,
    /// <summary>Long text.</summary>
    LT,
    /// <summary>Bytes.</summary>
    OB,
    /// <summary>64-bit floating point words.</summary>
    OD,
    /// <summary>32-bit floating point words.</summary>
    OF,
    /// <summary>32-bit words.</summary>
    OL,
    /// <summary>64-bit words.</summary>
    OV,
    /// <summary>16-bit words.</summary>
    OW,
    /// <summary>Person name.</summary>
    PN,
    /// <summary>Short string.</summary>
    SH,
    /// <summary>Signed 32-bit.</summary>
    SL,
    /// <summary>Sequence of items.</summary>
    SQ,
    /// <summary>Signed 16-bit.</summary>
    SS,
    /// <summary>Short text.</summary>
    ST,
    /// <summary>Signed 64-bit.</summary>
    SV,
    /// <summary>Time.</summary>
    TM,
    /// <summary>Unlimited characters.</summary>
    UC,
    /// <summary>Unique identifier.</summary>
    UI,
    /// <summary>Unsigned 32-bit.</summary>
    UL,
    /// <summary>URI or URL.</summary>
    UR,
    /// <summary>Unsigned 16-bit.</summary>
    US,
    /// <summary>Unlimited text.</summary>
    UT,
    /// <summary>Unsigned 64-bit.</summary>
    UV,
}
