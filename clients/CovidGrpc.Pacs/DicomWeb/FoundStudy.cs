namespace CovidGrpc.Pacs.DicomWeb;

/// <summary>A study that a search found.</summary>
/// <param name="StudyUid">StudyInstanceUID; never leaves this process.</param>
/// <param name="Instances">NumberOfStudyRelatedInstances; null where the PACS does not tell.</param>
internal sealed record FoundStudy(string StudyUid, int? Instances);
