using System.Text.Json.Serialization;

namespace CovidGrpc.Training.Configuration;

/// <summary>How a data set lies on disk.</summary>
internal enum DataLayout
{
    /// <summary>None: phantoms are rendered.</summary>
    [JsonStringEnumMemberName("phantoms")]
    Phantoms,

    /// <summary>MedSeg/SIRM slices.</summary>
    [JsonStringEnumMemberName("medseg")]
    MedSeg,

    /// <summary>COVID-19-CT-Seg as slices of seven volumes.</summary>
    [JsonStringEnumMemberName("zenodo20")]
    Zenodo20,

    /// <summary>CNCB-NCOV's segmentation data, as the authors use them.</summary>
    [JsonStringEnumMemberName("cncb_segmentation")]
    CncbSegmentation,

    /// <summary>CNCB-NCOV's classification data, as the authors use them.</summary>
    [JsonStringEnumMemberName("cncb_classification")]
    CncbClassification,

    /// <summary>iCTCF.</summary>
    [JsonStringEnumMemberName("ictcf")]
    Ictcf,

    /// <summary>DICOM series with a manifest.</summary>
    [JsonStringEnumMemberName("dicom_series")]
    DicomSeries,
}
