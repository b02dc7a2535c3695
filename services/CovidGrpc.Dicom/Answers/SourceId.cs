namespace CovidGrpc.Dicom.Answers;

/// <summary>Names one source image: an instance, or a frame of a multi-frame one.</summary>
/// <param name="SopInstanceUid">SOP instance.</param>
/// <param name="Frame">Frame number from 1; null for a single-frame instance.</param>
public readonly record struct SourceId(string SopInstanceUid, int? Frame = null);
