using System.Runtime.CompilerServices;

namespace CovidGrpc.Dicom;

#pragma warning disable CS1591 // The keywords of PS3.6 are their own documentation.

public readonly partial record struct DicomTag
{
    // Before the tags: fields are initialised in the order of the text.
    private static readonly Dictionary<DicomTag, DictionaryEntry> Dictionary = [];


    // File meta information
    public static readonly DicomTag FileMetaInformationGroupLength = Define(0x0002, 0x0000, DicomVr.UL);
    public static readonly DicomTag FileMetaInformationVersion = Define(0x0002, 0x0001, DicomVr.OB);
    public static readonly DicomTag MediaStorageSopClassUid = Define(0x0002, 0x0002, DicomVr.UI);
    public static readonly DicomTag MediaStorageSopInstanceUid = Define(0x0002, 0x0003, DicomVr.UI);
    public static readonly DicomTag TransferSyntaxUid = Define(0x0002, 0x0010, DicomVr.UI);
    public static readonly DicomTag ImplementationClassUid = Define(0x0002, 0x0012, DicomVr.UI);
    public static readonly DicomTag ImplementationVersionName = Define(0x0002, 0x0013, DicomVr.SH);

    // Identity of the object
    public static readonly DicomTag SpecificCharacterSet = Define(0x0008, 0x0005, DicomVr.CS);
    public static readonly DicomTag ImageType = Define(0x0008, 0x0008, DicomVr.CS);
    public static readonly DicomTag SopClassUid = Define(0x0008, 0x0016, DicomVr.UI);
    public static readonly DicomTag SopInstanceUid = Define(0x0008, 0x0018, DicomVr.UI);
    public static readonly DicomTag StudyDate = Define(0x0008, 0x0020, DicomVr.DA);
    public static readonly DicomTag SeriesDate = Define(0x0008, 0x0021, DicomVr.DA);
    public static readonly DicomTag AcquisitionDate = Define(0x0008, 0x0022, DicomVr.DA);
    public static readonly DicomTag ContentDate = Define(0x0008, 0x0023, DicomVr.DA);
    public static readonly DicomTag StudyTime = Define(0x0008, 0x0030, DicomVr.TM);
    public static readonly DicomTag SeriesTime = Define(0x0008, 0x0031, DicomVr.TM);
    public static readonly DicomTag AcquisitionTime = Define(0x0008, 0x0032, DicomVr.TM);
    public static readonly DicomTag ContentTime = Define(0x0008, 0x0033, DicomVr.TM);
    public static readonly DicomTag AccessionNumber = Define(0x0008, 0x0050, DicomVr.SH);
    public static readonly DicomTag Modality = Define(0x0008, 0x0060, DicomVr.CS);
    public static readonly DicomTag Manufacturer = Define(0x0008, 0x0070, DicomVr.LO);
    public static readonly DicomTag InstitutionName = Define(0x0008, 0x0080, DicomVr.LO);
    public static readonly DicomTag ReferringPhysicianName = Define(0x0008, 0x0090, DicomVr.PN);
    public static readonly DicomTag StudyDescription = Define(0x0008, 0x1030, DicomVr.LO);
    public static readonly DicomTag SeriesDescription = Define(0x0008, 0x103E, DicomVr.LO);
    public static readonly DicomTag ManufacturerModelName = Define(0x0008, 0x1090, DicomVr.LO);
    public static readonly DicomTag ReferencedStudySequence = Define(0x0008, 0x1110, DicomVr.SQ);
    public static readonly DicomTag ReferencedSeriesSequence = Define(0x0008, 0x1115, DicomVr.SQ);
    public static readonly DicomTag ReferencedImageSequence = Define(0x0008, 0x1140, DicomVr.SQ);
    public static readonly DicomTag ReferencedSopClassUid = Define(0x0008, 0x1150, DicomVr.UI);
    public static readonly DicomTag ReferencedSopInstanceUid = Define(0x0008, 0x1155, DicomVr.UI);
    public static readonly DicomTag FailureReason = Define(0x0008, 0x1197, DicomVr.US);
    public static readonly DicomTag FailedSopSequence = Define(0x0008, 0x1198, DicomVr.SQ);
    public static readonly DicomTag ReferencedSopSequence = Define(0x0008, 0x1199, DicomVr.SQ);
    public static readonly DicomTag SourceImageSequence = Define(0x0008, 0x2112, DicomVr.SQ);
    public static readonly DicomTag FrameType = Define(0x0008, 0x9007, DicomVr.CS);

    // Patient
    public static readonly DicomTag PatientName = Define(0x0010, 0x0010, DicomVr.PN);
    public static readonly DicomTag PatientId = Define(0x0010, 0x0020, DicomVr.LO);
    public static readonly DicomTag PatientBirthDate = Define(0x0010, 0x0030, DicomVr.DA);
    public static readonly DicomTag PatientSex = Define(0x0010, 0x0040, DicomVr.CS);
    public static readonly DicomTag PatientAge = Define(0x0010, 0x1010, DicomVr.AS);
    public static readonly DicomTag PatientComments = Define(0x0010, 0x4000, DicomVr.LT);
    public static readonly DicomTag PatientIdentityRemoved = Define(0x0012, 0x0062, DicomVr.CS);
    public static readonly DicomTag DeidentificationMethod = Define(0x0012, 0x0063, DicomVr.LO);

    // Acquisition
    public static readonly DicomTag BodyPartExamined = Define(0x0018, 0x0015, DicomVr.CS);
    public static readonly DicomTag SliceThickness = Define(0x0018, 0x0050, DicomVr.DS);
    public static readonly DicomTag Kvp = Define(0x0018, 0x0060, DicomVr.DS);
    public static readonly DicomTag SpacingBetweenSlices = Define(0x0018, 0x0088, DicomVr.DS);
    public static readonly DicomTag GantryDetectorTilt = Define(0x0018, 0x1120, DicomVr.DS);
    public static readonly DicomTag ConvolutionKernel = Define(0x0018, 0x1210, DicomVr.SH);
    public static readonly DicomTag PatientPosition = Define(0x0018, 0x5100, DicomVr.CS);

    public static readonly DicomTag CtReconstructionSequence = Define(0x0018, 0x9314, DicomVr.SQ);
    public static readonly DicomTag CtImageFrameTypeSequence = Define(0x0018, 0x9329, DicomVr.SQ);

    // Relationship
    public static readonly DicomTag StudyInstanceUid = Define(0x0020, 0x000D, DicomVr.UI);
    public static readonly DicomTag SeriesInstanceUid = Define(0x0020, 0x000E, DicomVr.UI);
    public static readonly DicomTag StudyId = Define(0x0020, 0x0010, DicomVr.SH);
    public static readonly DicomTag SeriesNumber = Define(0x0020, 0x0011, DicomVr.IS);
    public static readonly DicomTag AcquisitionNumber = Define(0x0020, 0x0012, DicomVr.IS);
    public static readonly DicomTag InstanceNumber = Define(0x0020, 0x0013, DicomVr.IS);
    public static readonly DicomTag ImagePositionPatient = Define(0x0020, 0x0032, DicomVr.DS);
    public static readonly DicomTag ImageOrientationPatient = Define(0x0020, 0x0037, DicomVr.DS);
    public static readonly DicomTag FrameOfReferenceUid = Define(0x0020, 0x0052, DicomVr.UI);
    public static readonly DicomTag Laterality = Define(0x0020, 0x0060, DicomVr.CS);
    public static readonly DicomTag PositionReferenceIndicator = Define(0x0020, 0x1040, DicomVr.LO);
    public static readonly DicomTag SliceLocation = Define(0x0020, 0x1041, DicomVr.DS);
    public static readonly DicomTag NumberOfStudyRelatedInstances = Define(0x0020, 0x1208, DicomVr.IS);
    public static readonly DicomTag PlanePositionSequence = Define(0x0020, 0x9113, DicomVr.SQ);
    public static readonly DicomTag PlaneOrientationSequence = Define(0x0020, 0x9116, DicomVr.SQ);

    // Image pixels
    public static readonly DicomTag SamplesPerPixel = Define(0x0028, 0x0002, DicomVr.US);
    public static readonly DicomTag PhotometricInterpretation = Define(0x0028, 0x0004, DicomVr.CS);
    public static readonly DicomTag PlanarConfiguration = Define(0x0028, 0x0006, DicomVr.US);
    public static readonly DicomTag NumberOfFrames = Define(0x0028, 0x0008, DicomVr.IS);
    public static readonly DicomTag Rows = Define(0x0028, 0x0010, DicomVr.US);
    public static readonly DicomTag Columns = Define(0x0028, 0x0011, DicomVr.US);
    public static readonly DicomTag PixelSpacing = Define(0x0028, 0x0030, DicomVr.DS);
    public static readonly DicomTag PixelAspectRatio = Define(0x0028, 0x0034, DicomVr.IS);
    public static readonly DicomTag BitsAllocated = Define(0x0028, 0x0100, DicomVr.US);
    public static readonly DicomTag BitsStored = Define(0x0028, 0x0101, DicomVr.US);
    public static readonly DicomTag HighBit = Define(0x0028, 0x0102, DicomVr.US);
    public static readonly DicomTag PixelRepresentation = Define(0x0028, 0x0103, DicomVr.US);
    public static readonly DicomTag PixelPaddingValue = Define(0x0028, 0x0120, DicomVr.US);
    public static readonly DicomTag PixelPaddingRangeLimit = Define(0x0028, 0x0121, DicomVr.US);
    public static readonly DicomTag BurnedInAnnotation = Define(0x0028, 0x0301, DicomVr.CS);
    public static readonly DicomTag WindowCenter = Define(0x0028, 0x1050, DicomVr.DS);
    public static readonly DicomTag WindowWidth = Define(0x0028, 0x1051, DicomVr.DS);
    public static readonly DicomTag RescaleIntercept = Define(0x0028, 0x1052, DicomVr.DS);
    public static readonly DicomTag RescaleSlope = Define(0x0028, 0x1053, DicomVr.DS);
    public static readonly DicomTag RescaleType = Define(0x0028, 0x1054, DicomVr.LO);
    public static readonly DicomTag VoiLutFunction = Define(0x0028, 0x1056, DicomVr.CS);
    public static readonly DicomTag LossyImageCompression = Define(0x0028, 0x2110, DicomVr.CS);
    public static readonly DicomTag LossyImageCompressionRatio = Define(0x0028, 0x2112, DicomVr.DS);
    public static readonly DicomTag LossyImageCompressionMethod = Define(0x0028, 0x2114, DicomVr.CS);
    public static readonly DicomTag ModalityLutSequence = Define(0x0028, 0x3000, DicomVr.SQ);
    public static readonly DicomTag VoiLutSequence = Define(0x0028, 0x3010, DicomVr.SQ);
    public static readonly DicomTag PixelMeasuresSequence = Define(0x0028, 0x9110, DicomVr.SQ);
    public static readonly DicomTag PixelValueTransformationSequence = Define(0x0028, 0x9145, DicomVr.SQ);
    public static readonly DicomTag RequestAttributesSequence = Define(0x0040, 0x0275, DicomVr.SQ);
    public static readonly DicomTag IconImageSequence = Define(0x0088, 0x0200, DicomVr.SQ);
    public static readonly DicomTag SharedFunctionalGroupsSequence = Define(0x5200, 0x9229, DicomVr.SQ);
    public static readonly DicomTag PerFrameFunctionalGroupsSequence = Define(0x5200, 0x9230, DicomVr.SQ);
    public static readonly DicomTag FloatPixelData = Define(0x7FE0, 0x0008, DicomVr.OF);
    public static readonly DicomTag DoubleFloatPixelData = Define(0x7FE0, 0x0009, DicomVr.OD);
    public static readonly DicomTag PixelData = Define(0x7FE0, 0x0010, DicomVr.OW);

    // Codes (PS3.3 8.8)
    public static readonly DicomTag CodeValue = Define(0x0008, 0x0100, DicomVr.SH);
    public static readonly DicomTag CodingSchemeDesignator = Define(0x0008, 0x0102, DicomVr.SH);
    public static readonly DicomTag CodeMeaning = Define(0x0008, 0x0104, DicomVr.LO);
    public static readonly DicomTag MappingResource = Define(0x0008, 0x0105, DicomVr.CS);
    public static readonly DicomTag CodingSchemeUid = Define(0x0008, 0x010C, DicomVr.UI);
    public static readonly DicomTag CodingSchemeIdentificationSequence = Define(0x0008, 0x0110, DicomVr.SQ);
    public static readonly DicomTag CodingSchemeName = Define(0x0008, 0x0115, DicomVr.ST);
    public static readonly DicomTag CodingSchemeResponsibleOrganization = Define(0x0008, 0x0116, DicomVr.ST);

    // Segmentations and reports
    public static readonly DicomTag ProcedureCodeSequence = Define(0x0008, 0x1032, DicomVr.SQ);
    public static readonly DicomTag ReferencedPerformedProcedureStepSequence = Define(0x0008, 0x1111, DicomVr.SQ);
    public static readonly DicomTag ReferencedInstanceSequence = Define(0x0008, 0x114A, DicomVr.SQ);
    public static readonly DicomTag ReferencedFrameNumber = Define(0x0008, 0x1160, DicomVr.IS);
    public static readonly DicomTag AnatomicRegionSequence = Define(0x0008, 0x2218, DicomVr.SQ);
    public static readonly DicomTag DerivationImageSequence = Define(0x0008, 0x9124, DicomVr.SQ);
    public static readonly DicomTag DerivationCodeSequence = Define(0x0008, 0x9215, DicomVr.SQ);
    public static readonly DicomTag PatientSize = Define(0x0010, 0x1020, DicomVr.DS);
    public static readonly DicomTag PatientWeight = Define(0x0010, 0x1030, DicomVr.DS);
    public static readonly DicomTag IssuerOfPatientId = Define(0x0010, 0x0021, DicomVr.LO);
    public static readonly DicomTag DeidentificationMethodCodeSequence = Define(0x0012, 0x0064, DicomVr.SQ);
    public static readonly DicomTag DeviceSerialNumber = Define(0x0018, 0x1000, DicomVr.LO);
    public static readonly DicomTag SoftwareVersions = Define(0x0018, 0x1020, DicomVr.LO);
    public static readonly DicomTag PatientOrientation = Define(0x0020, 0x0020, DicomVr.CS);
    public static readonly DicomTag FrameContentSequence = Define(0x0020, 0x9111, DicomVr.SQ);
    public static readonly DicomTag DimensionIndexValues = Define(0x0020, 0x9157, DicomVr.UL);
    public static readonly DicomTag DimensionOrganizationUid = Define(0x0020, 0x9164, DicomVr.UI);
    public static readonly DicomTag DimensionIndexPointer = Define(0x0020, 0x9165, DicomVr.AT);
    public static readonly DicomTag FunctionalGroupPointer = Define(0x0020, 0x9167, DicomVr.AT);
    public static readonly DicomTag DimensionOrganizationSequence = Define(0x0020, 0x9221, DicomVr.SQ);
    public static readonly DicomTag DimensionIndexSequence = Define(0x0020, 0x9222, DicomVr.SQ);
    public static readonly DicomTag DimensionDescriptionLabel = Define(0x0020, 0x9421, DicomVr.LO);
    public static readonly DicomTag LongitudinalTemporalInformationModified = Define(0x0028, 0x0303, DicomVr.CS);
    public static readonly DicomTag SpatialLocationsPreserved = Define(0x0028, 0x135A, DicomVr.CS);
    public static readonly DicomTag MeasurementUnitsCodeSequence = Define(0x0040, 0x08EA, DicomVr.SQ);
    public static readonly DicomTag RelationshipType = Define(0x0040, 0xA010, DicomVr.CS);
    public static readonly DicomTag ValueType = Define(0x0040, 0xA040, DicomVr.CS);
    public static readonly DicomTag ConceptNameCodeSequence = Define(0x0040, 0xA043, DicomVr.SQ);
    public static readonly DicomTag ContinuityOfContent = Define(0x0040, 0xA050, DicomVr.CS);
    public static readonly DicomTag Uid = Define(0x0040, 0xA124, DicomVr.UI);
    public static readonly DicomTag TextValue = Define(0x0040, 0xA160, DicomVr.UT);
    public static readonly DicomTag ConceptCodeSequence = Define(0x0040, 0xA168, DicomVr.SQ);
    public static readonly DicomTag PurposeOfReferenceCodeSequence = Define(0x0040, 0xA170, DicomVr.SQ);
    public static readonly DicomTag MeasuredValueSequence = Define(0x0040, 0xA300, DicomVr.SQ);
    public static readonly DicomTag NumericValue = Define(0x0040, 0xA30A, DicomVr.DS);
    public static readonly DicomTag PredecessorDocumentsSequence = Define(0x0040, 0xA360, DicomVr.SQ);
    public static readonly DicomTag ReferencedRequestSequence = Define(0x0040, 0xA370, DicomVr.SQ);
    public static readonly DicomTag PerformedProcedureCodeSequence = Define(0x0040, 0xA372, DicomVr.SQ);
    public static readonly DicomTag CurrentRequestedProcedureEvidenceSequence = Define(0x0040, 0xA375, DicomVr.SQ);
    public static readonly DicomTag CompletionFlag = Define(0x0040, 0xA491, DicomVr.CS);
    public static readonly DicomTag VerificationFlag = Define(0x0040, 0xA493, DicomVr.CS);
    public static readonly DicomTag PreliminaryFlag = Define(0x0040, 0xA496, DicomVr.CS);
    public static readonly DicomTag ContentTemplateSequence = Define(0x0040, 0xA504, DicomVr.SQ);
    public static readonly DicomTag ContentSequence = Define(0x0040, 0xA730, DicomVr.SQ);
    public static readonly DicomTag TemplateIdentifier = Define(0x0040, 0xDB00, DicomVr.CS);
    public static readonly DicomTag SegmentationType = Define(0x0062, 0x0001, DicomVr.CS);
    public static readonly DicomTag SegmentSequence = Define(0x0062, 0x0002, DicomVr.SQ);
    public static readonly DicomTag SegmentedPropertyCategoryCodeSequence = Define(0x0062, 0x0003, DicomVr.SQ);
    public static readonly DicomTag SegmentNumber = Define(0x0062, 0x0004, DicomVr.US);
    public static readonly DicomTag SegmentLabel = Define(0x0062, 0x0005, DicomVr.LO);
    public static readonly DicomTag SegmentDescription = Define(0x0062, 0x0006, DicomVr.ST);
    public static readonly DicomTag SegmentationAlgorithmIdentificationSequence = Define(0x0062, 0x0007, DicomVr.SQ);
    public static readonly DicomTag SegmentAlgorithmType = Define(0x0062, 0x0008, DicomVr.CS);
    public static readonly DicomTag SegmentAlgorithmName = Define(0x0062, 0x0009, DicomVr.LO);
    public static readonly DicomTag SegmentIdentificationSequence = Define(0x0062, 0x000A, DicomVr.SQ);
    public static readonly DicomTag ReferencedSegmentNumber = Define(0x0062, 0x000B, DicomVr.US);
    public static readonly DicomTag RecommendedDisplayCieLabValue = Define(0x0062, 0x000D, DicomVr.US);
    public static readonly DicomTag SegmentedPropertyTypeCodeSequence = Define(0x0062, 0x000F, DicomVr.SQ);
    public static readonly DicomTag SegmentsOverlap = Define(0x0062, 0x0013, DicomVr.CS);
    public static readonly DicomTag TrackingId = Define(0x0062, 0x0020, DicomVr.UT);
    public static readonly DicomTag TrackingUid = Define(0x0062, 0x0021, DicomVr.UI);
    public static readonly DicomTag AlgorithmFamilyCodeSequence = Define(0x0066, 0x002F, DicomVr.SQ);
    public static readonly DicomTag AlgorithmVersion = Define(0x0066, 0x0031, DicomVr.LO);
    public static readonly DicomTag AlgorithmName = Define(0x0066, 0x0036, DicomVr.LO);
    public static readonly DicomTag ContentLabel = Define(0x0070, 0x0080, DicomVr.CS);
    public static readonly DicomTag ContentDescription = Define(0x0070, 0x0081, DicomVr.LO);
    public static readonly DicomTag ContentCreatorName = Define(0x0070, 0x0084, DicomVr.PN);

    // Delimiters inside sequences
    public static readonly DicomTag Item = Define(0xFFFE, 0xE000, DicomVr.UN);
    public static readonly DicomTag ItemDelimitationItem = Define(0xFFFE, 0xE00D, DicomVr.UN);
    public static readonly DicomTag SequenceDelimitationItem = Define(0xFFFE, 0xE0DD, DicomVr.UN);

    private static DicomTag Define(ushort group, ushort element, DicomVr vr, [CallerMemberName] string keyword = "")
    {
        var tag = new DicomTag(group, element);
        Dictionary.Add(tag, new DictionaryEntry(keyword, vr));
        return tag;
    }

    private readonly record struct DictionaryEntry(string Keyword, DicomVr Vr);
}
