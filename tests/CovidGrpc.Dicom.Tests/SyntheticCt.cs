using System.Buffers.Binary;
using CovidGrpc.Dicom;

namespace CovidGrpc.Tests;

/// <summary>A complete CT image made of a formula, with a patient who must never show up elsewhere.</summary>
internal static class SyntheticCt
{
    public const string PatientMark = "SECRET";

    /// <summary>Rows × columns signed stored values, HU + 1024: air, a ring of bone, tissue inside.</summary>
    public static short[] StoredValues(int rows, int columns)
    {
        var values = new short[rows * columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var radius = Math.Sqrt(Math.Pow((row - (rows / 2.0)) / rows, 2) + Math.Pow((column - (columns / 2.0)) / columns, 2));
                values[(row * columns) + column] = (short)(radius > 0.4 ? 24 : radius > 0.35 ? 1724 : 224 + ((row + column) % 800));
            }
        }

        return values;
    }

    public static DicomDataset Dataset(int rows = 64, int columns = 64) => new DicomDataset()
        .SetString(DicomTag.ImageType, "ORIGINAL", "PRIMARY", "AXIAL")
        .SetString(DicomTag.SopClassUid, DicomUids.CtImageStorage)
        .SetString(DicomTag.SopInstanceUid, "1.2.826.0.1.3680043.8.498.1")
        .SetString(DicomTag.StudyDate, "20200229")
        .SetString(DicomTag.SeriesDate, "20200229")
        .SetString(DicomTag.StudyTime, "101112")
        .SetString(DicomTag.ContentDate, "20200229")
        .SetString(DicomTag.ContentTime, "101112")
        .SetString(DicomTag.AccessionNumber, PatientMark + "ACC")
        .SetString(DicomTag.Modality, "CT")
        .SetString(DicomTag.Manufacturer, PatientMark + " maker")
        .SetString(DicomTag.ReferringPhysicianName, PatientMark + "^Doctor")
        .SetString(DicomTag.PatientName, PatientMark + "^Person")
        .SetString(DicomTag.PatientId, PatientMark + "-ID")
        .SetString(DicomTag.PatientBirthDate, "19600101")
        .SetString(DicomTag.PatientSex, "O")
        .SetString(DicomTag.BodyPartExamined, "CHEST")
        .SetNumber(DicomTag.SliceThickness, 1.25)
        .SetNumber(DicomTag.Kvp, 120)
        .SetString(DicomTag.ConvolutionKernel, "STANDARD")
        .SetString(DicomTag.PatientPosition, "HFS")
        .SetString(DicomTag.StudyInstanceUid, "1.2.826.0.1.3680043.8.498.2")
        .SetString(DicomTag.SeriesInstanceUid, "1.2.826.0.1.3680043.8.498.3")
        .SetString(DicomTag.StudyId, PatientMark)
        .SetNumber(DicomTag.SeriesNumber, 2)
        .SetNumber(DicomTag.AcquisitionNumber, 1)
        .SetNumber(DicomTag.InstanceNumber, 17)
        .SetNumber(DicomTag.ImagePositionPatient, -160, -160, 42.5)
        .SetNumber(DicomTag.ImageOrientationPatient, 1, 0, 0, 0, 1, 0)
        .SetString(DicomTag.FrameOfReferenceUid, "1.2.826.0.1.3680043.8.498.4")
        .SetString(DicomTag.PositionReferenceIndicator)
        .SetSequence(DicomTag.ReferencedStudySequence, new DicomDataset()
            .SetString(DicomTag.ReferencedSopClassUid, "1.2.840.10008.3.1.2.3.1")
            .SetString(DicomTag.ReferencedSopInstanceUid, "1.2.826.0.1.3680043.8.498.5"))
        .SetNumber(DicomTag.SamplesPerPixel, 1)
        .SetString(DicomTag.PhotometricInterpretation, "MONOCHROME2")
        .SetNumber(DicomTag.Rows, rows)
        .SetNumber(DicomTag.Columns, columns)
        .SetNumber(DicomTag.PixelSpacing, 0.625, 0.75)
        .SetNumber(DicomTag.BitsAllocated, 16)
        .SetNumber(DicomTag.BitsStored, 16)
        .SetNumber(DicomTag.HighBit, 15)
        .SetNumber(DicomTag.PixelRepresentation, 1)
        .SetNumber(DicomTag.RescaleIntercept, -1024)
        .SetNumber(DicomTag.RescaleSlope, 1)
        .SetString(DicomTag.RescaleType, "HU")
        .SetBytes(new DicomTag(0x0009, 0x0010), DicomVr.LO, "SECRETPRIVATE"u8.ToArray())
        .SetBytes(DicomTag.PixelData, DicomVr.OW, Words(StoredValues(rows, columns)));

    public static byte[] Words(ReadOnlySpan<short> values)
    {
        var bytes = new byte[values.Length * sizeof(short)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(i * sizeof(short)), values[i]);
        return bytes;
    }
}
