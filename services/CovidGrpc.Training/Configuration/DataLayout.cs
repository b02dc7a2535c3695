using System.Text.Json.Serialization;

namespace CovidGrpc.Training.Configuration;

/// <summary>How a data set lies on disk.</summary>
internal enum DataLayout
{
    /// <summary>Not at all: phantoms are rendered.</summary>
    [JsonStringEnumMemberName("phantoms")]
    Phantoms,

    /// <summary>MedSeg/SIRM slices.</summary>
    [JsonStringEnumMemberName("medseg")]
    MedSeg,

    /// <summary>COVID-19-CT-Seg as slices of seven volumes.</summary>
    [JsonStringEnumMemberName("zenodo20")]
    Zenodo20,

    /// <summary>CNCB-NCOV's images and masks.</summary>
    [JsonStringEnumMemberName("cncb_lesions")]
    CncbLesions,

    /// <summary>CNCB-NCOV's slices for classification.</summary>
    [JsonStringEnumMemberName("cncb_classification")]
    CncbClassification,

    /// <summary>iCTCF's slices that were labelled one by one.</summary>
    [JsonStringEnumMemberName("ictcf_slices")]
    IctcfSlices,

    /// <summary>iCTCF's scans, with the table <c>patients.csv</c> in their folder.</summary>
    [JsonStringEnumMemberName("ictcf_patients")]
    IctcfPatients,

    /// <summary>DICOM series with a manifest; of the sick, the slices that show the infection.</summary>
    [JsonStringEnumMemberName("dicom_series")]
    DicomSeries,
}
