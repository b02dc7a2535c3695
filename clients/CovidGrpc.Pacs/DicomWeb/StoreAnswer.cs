using CovidGrpc.Dicom;

namespace CovidGrpc.Pacs.DicomWeb;

/// <summary>What a PACS says of files that it was to store (PS3.18, 10.5.3 and annex I).</summary>
internal static class StoreAnswer
{
    // PS3.7, annex C.
    private const int DuplicateInstance = 0x0111;
    private const int OutOfResources = 0xA700;

    /// <summary>Takes an answer in which every file is stored or was there before.</summary>
    /// <exception cref="DicomWebException">One was refused.</exception>
    public static void RequireStored(IReadOnlyList<DicomJson> answer)
    {
        foreach (var failed in answer.SelectMany(dataset => dataset.GetItems(DicomTag.FailedSopSequence)))
        {
            if (failed.GetInteger(DicomTag.FailureReason) is var reason and not DuplicateInstance)
            {
                throw new DicomWebException(
                    reason >> 8 == OutOfResources >> 8 ? DicomWebProblem.Unavailable : DicomWebProblem.Refused,
                    $"The PACS did not store an answer (failure reason {(reason is { } code ? $"{code:X4}" : "not told")}).");
            }
        }
    }
}
