using CovidGrpc.Dicom;
using CovidGrpc.Testing;

namespace CovidGrpc.Preprocessing.Tests;

/// <summary>Files of a series, made of the committed sample by moving it and marking its first pixel.</summary>
internal static class SampleSeries
{
    /// <summary>Files from the feet to the head, 2 mm apart.</summary>
    public static byte[][] Files(int count, string series = "1.2.3") => [.. Enumerable.Range(0, count).Select(i => Slice(2 * i, (short)i, series))];

    public static byte[] Slice(double z, short mark, string series)
    {
        var dataset = DicomFile.Read(File.ReadAllBytes(Repository.PathOf("deploy", "sample", "chest.dcm"))).Dataset;
        var pixels = dataset.Find(DicomTag.PixelData)!.Value.ToArray();
        BitConverter.TryWriteBytes(pixels, mark);
        dataset.SetNumber(DicomTag.ImagePositionPatient, -150, -150, z).SetString(DicomTag.SeriesInstanceUid, series).SetBytes(DicomTag.PixelData, DicomVr.OW, pixels);
        return new DicomFile(dataset).ToArray();
    }
}
