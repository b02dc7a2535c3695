namespace CovidGrpc.Dicom.Worker;

/// <summary>What came of a request.</summary>
/// <param name="Outcome">Whether there are pixels.</param>
/// <param name="Payload">The decoded frame; else what is wrong, a sentence's end in UTF-8.</param>
internal sealed record DecodeReply(DecodeOutcome Outcome, byte[] Payload);

/// <summary>Outcomes of a request.</summary>
internal enum DecodeOutcome : byte
{
    /// <summary>Pixels.</summary>
    Decoded,
    /// <summary>The code stream is damaged or contradicts the header.</summary>
    Damaged,
    /// <summary>A library is absent.</summary>
    Unavailable,
}
