using CovidGrpc.Tests;

namespace CovidGrpc.Dicom.Tests;

public sealed class CtInstanceTests
{
    private const int Side = 64;

    [Fact]
    public void Open_FunctionalGroups_GiveEachFrameItsGeometryAndRescale()
    {
        var instance = CtInstance.Open(DicomFile.Read(new DicomFile(Enhanced()).ToArray()));

        Assert.Equal([(0, 10.0), (1, 12.5)], instance.Frames.Select(frame => (frame.Index, frame.Position!.Value.Z)));
        Assert.All(instance.Frames, frame => Assert.Equal(new PixelSpacing(0.5, 0.5), frame.Spacing));
        Assert.Equal([-1000, -1024], instance.Frames.Select(frame => frame.RescaleIntercept));
        Assert.Equal(new PatientVector(0, 0, 1), instance.Frames[1].Orientation!.Value.Normal);
    }

    [Fact]
    public void Read_SecondFrame_GivesItsOwnPixels()
    {
        var instance = CtInstance.Open(new DicomFile(Enhanced()));
        Assert.Equal(SyntheticCt.Words(SyntheticCt.StoredValues(Side, Side)), instance.Read(0).Frame.Bytes.ToArray());
        Assert.All(instance.Read(1).Frame.Bytes.ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void RequireSingleFrame_OfTwo_NamesTheCallThatTakesThem()
    {
        var exception = Assert.Throws<DicomException>(() => CtImage.Read(new DicomFile(Enhanced())));
        Assert.Equal(DicomReasons.MultiFrame, exception.Reason);
        Assert.Contains("DiagnoseScan", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FewerFunctionalGroupsThanFrames_IsRefused()
    {
        var dataset = Enhanced();
        dataset.SetSequence(DicomTag.PerFrameFunctionalGroupsSequence, dataset.GetItems(DicomTag.PerFrameFunctionalGroupsSequence)[0]);
        Assert.Equal(DicomReasons.InvalidValue, Assert.Throws<DicomException>(() => CtInstance.Open(new DicomFile(dataset))).Reason);
    }

    [Fact]
    public void Open_FramesWithoutFunctionalGroups_LieNowhere()
    {
        var dataset = SyntheticCt.Dataset(Side, Side).SetNumber(DicomTag.NumberOfFrames, 2).SetNumber(DicomTag.Rows, Side / 2);
        Assert.All(CtInstance.Open(new DicomFile(dataset)).Frames, frame => Assert.Null(frame.Position));
    }

    // Two frames: the synthetic one, and one of zeros.
    private static DicomDataset Enhanced() => SyntheticCt.Dataset(Side, Side)
        .SetString(DicomTag.SopClassUid, DicomUids.EnhancedCtImageStorage)
        .SetNumber(DicomTag.NumberOfFrames, 2)
        .SetSequence(DicomTag.SharedFunctionalGroupsSequence, new DicomDataset()
            .SetSequence(DicomTag.PixelMeasuresSequence, new DicomDataset().SetNumber(DicomTag.PixelSpacing, 0.5, 0.5))
            .SetSequence(DicomTag.PlaneOrientationSequence, new DicomDataset().SetNumber(DicomTag.ImageOrientationPatient, 1, 0, 0, 0, 1, 0)))
        .SetSequence(DicomTag.PerFrameFunctionalGroupsSequence, Frame(10, -1000), Frame(12.5, -1024))
        .SetBytes(DicomTag.PixelData, DicomVr.OW, (byte[])[.. SyntheticCt.Words(SyntheticCt.StoredValues(Side, Side)), .. new byte[2 * Side * Side]]);

    private static DicomDataset Frame(double z, double intercept) => new DicomDataset()
        .SetSequence(DicomTag.PlanePositionSequence, new DicomDataset().SetNumber(DicomTag.ImagePositionPatient, 0, 0, z))
        .SetSequence(DicomTag.PixelValueTransformationSequence, new DicomDataset()
            .SetNumber(DicomTag.RescaleSlope, 1).SetNumber(DicomTag.RescaleIntercept, intercept));
}
