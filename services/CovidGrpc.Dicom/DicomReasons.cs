namespace CovidGrpc.Dicom;

/// <summary>Why a file was refused: the stable, machine-readable half of a <see cref="DicomException"/>.</summary>
public static class DicomReasons
{
    /// <summary>The bytes are no DICOM file.</summary>
    public const string NotDicom = "NOT_DICOM";

    /// <summary>The file ends inside a data element, or holds fewer pixels than it announces.</summary>
    public const string Truncated = "DICOM_TRUNCATED";

    /// <summary>The structure of the file contradicts PS3.5 or PS3.10.</summary>
    public const string Malformed = "DICOM_MALFORMED";

    /// <summary>The file is larger, deeper or longer than <see cref="DicomReadLimits"/> allow.</summary>
    public const string LimitExceeded = "DICOM_LIMIT_EXCEEDED";

    /// <summary>The transfer syntax is known, or not, but cannot be decoded.</summary>
    public const string UnsupportedTransferSyntax = "TRANSFER_SYNTAX_UNSUPPORTED";

    /// <summary>An attribute that is needed is absent.</summary>
    public const string MissingAttribute = "ATTRIBUTE_MISSING";

    /// <summary>An attribute holds a value that cannot be used.</summary>
    public const string InvalidValue = "ATTRIBUTE_INVALID";

    /// <summary>The object carries no pixels.</summary>
    public const string NoPixelData = "NO_PIXEL_DATA";

    /// <summary>The pixels have a layout that is not read: colour, bit depth, floating point.</summary>
    public const string UnsupportedPixels = "PIXELS_UNSUPPORTED";

    /// <summary>The object holds several frames where one image is asked for.</summary>
    public const string MultiFrame = "MULTI_FRAME_UNSUPPORTED";

    /// <summary>A compressed frame is damaged, or of other dimensions or precision than the header says.</summary>
    public const string CodeStreamDamaged = "CODE_STREAM_DAMAGED";

    /// <summary>A library that the decoder of this compression needs is absent, or the decoder cannot be started.</summary>
    public const string DecoderUnavailable = "DECODER_UNAVAILABLE";

    /// <summary>The decoder took more time or memory than it may.</summary>
    public const string DecoderLimit = "DECODER_LIMIT_EXCEEDED";

    /// <summary>The object is of another modality than CT.</summary>
    public const string NotCt = "NOT_CT";
}
