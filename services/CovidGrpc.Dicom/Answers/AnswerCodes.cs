namespace CovidGrpc.Dicom.Answers;

/// <summary>
/// Every code that answers use, and where it stands. CID: context group of PS3.16, annex B; DCM: PS3.16, annex D;
/// SCT: SNOMED CT; UCUM: units. The private scheme is identified in each report that uses it.
/// </summary>
public static class AnswerCodes
{
    /// <summary>Designator of the private scheme.</summary>
    public const string PrivateScheme = "99COVIDGRPC";

    /// <summary>Lung; CID 7151, among the types of anatomical segments.</summary>
    public static CodedConcept Lung { get; } = new("39607008", "SCT", "Lung");

    /// <summary>Category of the lung segment; CID 7150.</summary>
    public static CodedConcept AnatomicalStructure { get; } = new("91723000", "SCT", "Anatomical Structure");

    /// <summary>Category of the lesion segments; CID 7150.</summary>
    public static CodedConcept MorphologicallyAbnormalStructure { get; } = new("49755003", "SCT", "Morphologically Abnormal Structure");

    /// <summary>Ground-glass opacity; annex D, CID 6102 and 6104.</summary>
    public static CodedConcept GroundGlassOpacity { get; } = new("112120", "DCM", "Ground glass opacity");

    /// <summary>Consolidation; SNOMED CT "Lung consolidation", in no context group of the editions at hand.</summary>
    public static CodedConcept Consolidation { get; } = new("95436008", "SCT", "Lung consolidation");

    /// <summary>Family of the algorithm; annex D, CID 7162.</summary>
    public static CodedConcept ArtificialIntelligence { get; } = new("123110", "DCM", "Artificial Intelligence");

    /// <summary>How a segmentation derives from its images; annex D, CID 7203.</summary>
    public static CodedConcept Segmentation { get; } = new("113076", "DCM", "Segmentation");

    /// <summary>What the referenced images of a frame are for; annex D, CID 7202.</summary>
    public static CodedConcept SourceImageForProcessing { get; } = new("121322", "DCM", "Source image for image processing operation");

    /// <summary>Title of the report; annex D, CID 7021.</summary>
    public static CodedConcept ImagingMeasurementReport { get; } = new("126000", "DCM", "Imaging Measurement Report");

    /// <summary>Language; TID 1204.</summary>
    public static CodedConcept Language { get; } = new("121049", "DCM", "Language of Content Item and Descendants");

    /// <summary>American English; CID 5000 and 5001.</summary>
    public static CodedConcept AmericanEnglish { get; } = new("en-US", "RFC5646", "English (United States)");

    /// <summary>Who observed; TID 1002.</summary>
    public static CodedConcept ObserverType { get; } = new("121005", "DCM", "Observer Type");

    /// <summary>A device observed; CID 270.</summary>
    public static CodedConcept Device { get; } = new("121007", "DCM", "Device");

    /// <summary>TID 1004.</summary>
    public static CodedConcept DeviceObserverUid { get; } = new("121012", "DCM", "Device Observer UID");

    /// <summary>TID 1004.</summary>
    public static CodedConcept DeviceObserverName { get; } = new("121013", "DCM", "Device Observer Name");

    /// <summary>TID 1004.</summary>
    public static CodedConcept DeviceObserverManufacturer { get; } = new("121014", "DCM", "Device Observer Manufacturer");

    /// <summary>TID 1004.</summary>
    public static CodedConcept DeviceObserverModelName { get; } = new("121015", "DCM", "Device Observer Model Name");

    /// <summary>TID 1004; holds the digest of the model.</summary>
    public static CodedConcept DeviceObserverSerialNumber { get; } = new("121016", "DCM", "Device Observer Serial Number");

    /// <summary>TID 1500, row 4.</summary>
    public static CodedConcept ProcedureReported { get; } = new("121058", "DCM", "Procedure reported");

    /// <summary>LOINC; a choice of this project: not confirmed against CID 100.</summary>
    public static CodedConcept ChestCt { get; } = new("24627-2", "LN", "CT Chest");

    /// <summary>TID 1600.</summary>
    public static CodedConcept ImageLibrary { get; } = new("111028", "DCM", "Image Library");

    /// <summary>TID 1600.</summary>
    public static CodedConcept ImageLibraryGroup { get; } = new("126200", "DCM", "Image Library Group");

    /// <summary>TID 1602.</summary>
    public static CodedConcept Modality { get; } = new("121139", "DCM", "Modality");

    /// <summary>CID 29.</summary>
    public static CodedConcept ComputedTomography { get; } = new("CT", "DCM", "Computed Tomography");

    /// <summary>TID 1500, row 6.</summary>
    public static CodedConcept ImagingMeasurements { get; } = new("126010", "DCM", "Imaging Measurements");

    /// <summary>TID 1411 and 1501.</summary>
    public static CodedConcept MeasurementGroup { get; } = new("125007", "DCM", "Measurement Group");

    /// <summary>TID 1411 and 1501.</summary>
    public static CodedConcept TrackingIdentifier { get; } = new("112039", "DCM", "Tracking Identifier");

    /// <summary>TID 1411 and 1501.</summary>
    public static CodedConcept TrackingUniqueIdentifier { get; } = new("112040", "DCM", "Tracking Unique Identifier");

    /// <summary>TID 1411 and 1501.</summary>
    public static CodedConcept Finding { get; } = new("121071", "DCM", "Finding");

    /// <summary>TID 1419 and 300.</summary>
    public static CodedConcept FindingSite { get; } = new("363698007", "SCT", "Finding Site");

    /// <summary>TID 300; its values are of CID 244.</summary>
    public static CodedConcept Laterality { get; } = new("272741003", "SCT", "Laterality");

    /// <summary>CID 244.</summary>
    public static CodedConcept Left { get; } = new("7771000", "SCT", "Left");

    /// <summary>CID 244.</summary>
    public static CodedConcept Right { get; } = new("24028007", "SCT", "Right");

    /// <summary>CID 244.</summary>
    public static CodedConcept Bilateral { get; } = new("51440002", "SCT", "Bilateral");

    /// <summary>TID 1411, row 7.</summary>
    public static CodedConcept ReferencedSegment { get; } = new("121191", "DCM", "Referenced Segment");

    /// <summary>TID 1411, row 12.</summary>
    public static CodedConcept SourceSeriesForSegmentation { get; } = new("121232", "DCM", "Source series for segmentation");

    /// <summary>TID 4019.</summary>
    public static CodedConcept AlgorithmName { get; } = new("111001", "DCM", "Algorithm Name");

    /// <summary>TID 4019.</summary>
    public static CodedConcept AlgorithmVersion { get; } = new("111003", "DCM", "Algorithm Version");

    /// <summary>Volume; among the concepts of TID 1419.</summary>
    public static CodedConcept Volume { get; } = new("118565006", "SCT", "Volume");

    /// <summary>Unit of volumes; UCUM.</summary>
    public static CodedConcept Millilitre { get; } = new("mL", "UCUM", "milliliter");

    /// <summary>Unit of involvement and probability; UCUM, CID 7181.</summary>
    public static CodedConcept Percent { get; } = new("%", "UCUM", "percent");

    /// <summary>Private: lesion volume over the volume of lung and lesions together, in the site that the modifier names, 0 to 100 %.</summary>
    public static CodedConcept Involvement { get; } = new("INVOLVEMENT", PrivateScheme, "Share of lung volume that is lesion");

    /// <summary>TID 1500, row 12; the code as public implementations write it, not confirmed in a table of PS3.16.</summary>
    public static CodedConcept QualitativeEvaluations { get; } = new("C0034375", "UMLS", "Qualitative Evaluations");

    /// <summary>Concept of the verdict; annex D, CID 6053.</summary>
    public static CodedConcept Impression { get; } = new("121073", "DCM", "Impression");

    /// <summary>The verdict's probability; annex D: 0 to 100 % that a device places upon an impression.</summary>
    public static CodedConcept CertaintyOfImpression { get; } = new("111013", "DCM", "Certainty of Impression");

    /// <summary>Verdict; SNOMED CT, in no context group of the editions at hand.</summary>
    public static CodedConcept Covid19 { get; } = new("840539006", "SCT", "COVID-19");

    /// <summary>Verdict; SNOMED CT, in no context group of the editions at hand.</summary>
    public static CodedConcept Pneumonia { get; } = new("233604007", "SCT", "Pneumonia");

    /// <summary>Verdict; SNOMED CT, CID 222.</summary>
    public static CodedConcept Normal { get; } = new("17621005", "SCT", "Normal");

    /// <summary>Remarks; annex D, CID 12101.</summary>
    public static CodedConcept Comment { get; } = new("121106", "DCM", "Comment");

    /// <summary>Every code here, for lists of them.</summary>
    public static IReadOnlyList<CodedConcept> All { get; } =
    [
        .. typeof(AnswerCodes).GetProperties().Where(property => property.PropertyType == typeof(CodedConcept))
            .Select(property => (CodedConcept)property.GetValue(null)!),
    ];

    /// <summary>What the segment of a tissue is, and its category.</summary>
    /// <param name="tissue">Tissue.</param>
    public static (CodedConcept Category, CodedConcept Type) Of(Tissue tissue) => tissue switch
    {
        Tissue.Lung => (AnatomicalStructure, Lung),
        Tissue.GroundGlassOpacity => (MorphologicallyAbnormalStructure, GroundGlassOpacity),
        Tissue.Consolidation => (MorphologicallyAbnormalStructure, Consolidation),
        _ => throw new ArgumentOutOfRangeException(nameof(tissue)),
    };

    /// <summary>What a class of the verdict is called.</summary>
    /// <param name="diagnosis">Class.</param>
    public static CodedConcept Of(DiagnosisClass diagnosis) => diagnosis switch
    {
        DiagnosisClass.Control => Normal,
        DiagnosisClass.CommonPneumonia => Pneumonia,
        DiagnosisClass.Covid19 => Covid19,
        _ => throw new ArgumentOutOfRangeException(nameof(diagnosis)),
    };
}
