namespace CovidGrpc.Dicom;

/// <summary>A coded entry (PS3.3 8.8).</summary>
/// <param name="Value">Code value.</param>
/// <param name="Scheme">Coding scheme designator (PS3.16, table 8-1).</param>
/// <param name="Meaning">Code meaning.</param>
public sealed record CodedConcept(string Value, string Scheme, string Meaning)
{
    internal DicomDataset ToItem() => new DicomDataset()
        .SetString(DicomTag.CodeValue, Value)
        .SetString(DicomTag.CodingSchemeDesignator, Scheme)
        .SetString(DicomTag.CodeMeaning, Meaning);
}
