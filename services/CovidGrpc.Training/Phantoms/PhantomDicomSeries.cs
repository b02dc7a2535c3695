using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using CovidGrpc.Dicom;
using CovidGrpc.Imaging;

namespace CovidGrpc.Training.Phantoms;

/// <summary>
/// A phantom as a series of CT Image Storage (PS3.3 A.3): explicit little endian, 12 of 16 bits, HU = stored value − 1024.
/// Identifiers derive from what determines the phantom and the series, so the same call gives the same files.
/// </summary>
public sealed class PhantomDicomSeries
{
    private const int Intercept = -1024;
    private const int BitsStored = 12;
    // Part of every identifier: to be raised when the generator's pixels change.
    private const string GeneratorVersion = "1";

    // Without it a reader may take the body part for one of a pair and ask for its side.
    private static readonly DicomTag BodyPartExamined = new(0x0018, 0x0015);

    private readonly ChestPhantom _phantom;
    private readonly int _sliceCount;
    private readonly string _key;

    /// <summary>Describes the series; nothing is rendered yet.</summary>
    /// <param name="phantom">The phantom.</param>
    /// <param name="sliceCount">Evenly spaced slices, 1 to <see cref="ChestPhantom.MostSlices"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of its range.</exception>
    public PhantomDicomSeries(ChestPhantom phantom, int sliceCount)
    {
        ArgumentNullException.ThrowIfNull(phantom);
        if (sliceCount is < 1 or > ChestPhantom.MostSlices)
        {
            throw new ArgumentOutOfRangeException(
                nameof(sliceCount), sliceCount, $"A series must have 1 to {ChestPhantom.MostSlices} slices.");
        }
        _phantom = phantom;
        _sliceCount = sliceCount;
        var options = phantom.Options;
        _key = string.Create(
            CultureInfo.InvariantCulture,
            $"phantom {GeneratorVersion}/{options.Seed}/{options.Class}/{options.Rows}×{options.Columns}/"
            + $"{options.SliceThicknessMm:R}/{sliceCount}");
    }

    /// <summary>Renders the slices as DICOM files, from below to above, instance numbers from 1.</summary>
    /// <exception cref="OperationCanceledException">Cancelled between two slices.</exception>
    public IEnumerable<DicomFile> CreateFiles(CancellationToken cancellationToken = default) =>
        _phantom.RenderSlices(_sliceCount, cancellationToken).Select((slice, index) => CreateFile(slice, index + 1));

    /// <summary>Writes the series as <c>slice-0001.dcm</c>, … into a new or empty folder.</summary>
    /// <param name="folder">Made where it is absent.</param>
    /// <param name="withMasks">Whether label maps go as PNG of the same names into the folder <c>masks</c> in it.</param>
    /// <param name="cancellationToken">Stops between two slices.</param>
    /// <exception cref="IOException">The folder is not empty, or cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two slices; the slices written so far stay.</exception>
    public void Write(string folder, bool withMasks, CancellationToken cancellationToken = default) => SeriesFolder.Write(
        folder,
        ".dcm",
        _phantom.RenderSlices(_sliceCount, cancellationToken),
        withMasks,
        (output, slice, number) => output.Write(CreateFile(slice, number).ToArray()));

    private DicomFile CreateFile(PhantomSlice slice, int instanceNumber)
    {
        var dataset = new DicomDataset();
        AddPatientAndStudy(dataset);
        AddSeries(dataset);
        AddGeometry(dataset, slice, instanceNumber);
        AddPixels(dataset, slice);
        return new DicomFile(dataset);
    }

    private void AddPatientAndStudy(DicomDataset dataset) => dataset
        .SetString(DicomTag.SopClassUid, DicomUids.CtImageStorage)
        .SetString(DicomTag.PatientName, "PHANTOM^" + ClassName)
        .SetString(DicomTag.PatientId, string.Create(CultureInfo.InvariantCulture, $"PHANTOM-{_phantom.Options.Seed}"))
        .SetString(DicomTag.PatientBirthDate)
        .SetString(DicomTag.PatientSex)
        .SetString(DicomTag.PatientComments, "Synthetic phantom, no patient")
        .SetString(DicomTag.StudyInstanceUid, Uid("study"))
        .SetString(DicomTag.StudyDate)
        .SetString(DicomTag.StudyTime)
        .SetString(DicomTag.StudyId)
        .SetString(DicomTag.StudyDescription, "Synthetic phantom")
        .SetString(DicomTag.AccessionNumber)
        .SetString(DicomTag.ReferringPhysicianName);

    private void AddSeries(DicomDataset dataset) => dataset
        .SetString(DicomTag.Modality, "CT")
        .SetString(DicomTag.SeriesInstanceUid, Uid("series"))
        .SetNumber(DicomTag.SeriesNumber, 1)
        .SetString(DicomTag.SeriesDescription, "Synthetic phantom " + ClassName)
        .SetString(DicomTag.FrameOfReferenceUid, Uid("frame of reference"))
        .SetString(DicomTag.PositionReferenceIndicator)
        .SetString(DicomTag.PatientPosition, "HFS")
        .SetBytes(BodyPartExamined, DicomVr.CS, "CHEST"u8.ToArray())
        .SetString(DicomTag.Manufacturer, "CovidGrpc")
        .SetString(DicomTag.ManufacturerModelName, "Chest phantom")
        .SetNumber(DicomTag.Kvp, _phantom.TubeVoltageKv)
        .SetString(DicomTag.ConvolutionKernel, _phantom.KernelName)
        .SetNumber(DicomTag.AcquisitionNumber, 1);

    private void AddGeometry(DicomDataset dataset, PhantomSlice slice, int instanceNumber) => dataset
        .SetString(DicomTag.SopInstanceUid, Uid($"instance {instanceNumber}"))
        .SetNumber(DicomTag.InstanceNumber, instanceNumber)
        .SetString(DicomTag.ImageType, "ORIGINAL", "PRIMARY", "AXIAL")
        .SetNumber(DicomTag.PixelSpacing, slice.PixelSpacingMm, slice.PixelSpacingMm)
        .SetNumber(DicomTag.ImagePositionPatient, slice.FirstPixelX, slice.FirstPixelY, slice.Z)
        .SetNumber(DicomTag.ImageOrientationPatient, 1, 0, 0, 0, 1, 0)
        .SetNumber(DicomTag.SliceThickness, slice.ThicknessMm)
        .SetNumber(DicomTag.SliceLocation, slice.Z);

    private static void AddPixels(DicomDataset dataset, PhantomSlice slice)
    {
        var stored = new byte[slice.HounsfieldUnits.Length * sizeof(ushort)];
        for (int i = 0; i < slice.HounsfieldUnits.Length; i++)
        {
            ushort value = checked((ushort)(slice.HounsfieldUnits[i] - Intercept));
            BinaryPrimitives.WriteUInt16LittleEndian(stored.AsSpan(i * sizeof(ushort)), value);
        }

        dataset
            .SetNumber(DicomTag.SamplesPerPixel, 1)
            .SetString(DicomTag.PhotometricInterpretation, "MONOCHROME2")
            .SetNumber(DicomTag.Rows, slice.Rows)
            .SetNumber(DicomTag.Columns, slice.Columns)
            .SetNumber(DicomTag.BitsAllocated, 16)
            .SetNumber(DicomTag.BitsStored, BitsStored)
            .SetNumber(DicomTag.HighBit, BitsStored - 1)
            .SetNumber(DicomTag.PixelRepresentation, 0)
            .SetString(DicomTag.BurnedInAnnotation, "NO")
            .SetNumber(DicomTag.WindowCenter, Window.Lung.Centre)
            .SetNumber(DicomTag.WindowWidth, Window.Lung.Width)
            .SetString(DicomTag.VoiLutFunction, "LINEAR_EXACT")
            .SetNumber(DicomTag.RescaleIntercept, Intercept)
            .SetNumber(DicomTag.RescaleSlope, 1)
            .SetString(DicomTag.RescaleType, "HU")
            .SetBytes(DicomTag.PixelData, DicomVr.OW, stored);
    }

    private string ClassName => _phantom.Options.Class switch
    {
        PhantomClass.CommonPneumonia => "COMMON PNEUMONIA",
        PhantomClass.Covid19 => "COVID-19",
        _ => "CONTROL",
    };

    private string Uid(string what) => DicomUids.Derive(Encoding.UTF8.GetBytes($"{_key}/{what}"));
}
