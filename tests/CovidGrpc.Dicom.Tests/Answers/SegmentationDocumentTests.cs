using System.Globalization;
using System.Security.Cryptography;
using CovidGrpc.Dicom.Answers;
using CovidGrpc.Testing;
using CovidGrpc.Tests;

namespace CovidGrpc.Dicom.Tests.Answers;

public sealed class SegmentationDocumentTests
{
    // One line a frame: segment, type, referenced instance, position, SHA-256 of its pixels, one byte each.
    private const string PrintFrames =
        """
        import sys, hashlib, numpy, pydicom
        ds = pydicom.dcmread(sys.argv[1])
        pixels = ds.pixel_array.reshape(int(ds.NumberOfFrames), ds.Rows, ds.Columns)
        types = {s.SegmentNumber: s.SegmentedPropertyTypeCodeSequence[0].CodeValue for s in ds.SegmentSequence}
        for groups, frame in zip(ds.PerFrameFunctionalGroupsSequence, pixels):
            segment = groups.SegmentIdentificationSequence[0].ReferencedSegmentNumber
            source = groups.DerivationImageSequence[0].SourceImageSequence[0].ReferencedSOPInstanceUID
            position = [float(v) for v in groups.PlanePositionSequence[0].ImagePositionPatient]
            print(segment, types[segment], source, *position, hashlib.sha256(frame.astype(numpy.uint8).tobytes()).hexdigest(), sep='|')
        """;

    public static TheoryData<double, double, double> Geometries => new()
    {
        { 1.5, 0, 0.75 },
        { -1.5, 0, 0.75 },
        { 2, 0, 0.625 },
        { 2.5, 20, 0.75 },
        { -2.5, -20, 1.25 },
    };

    [Theory]
    [MemberData(nameof(Geometries))]
    public void Write_Masks_AreReadBackByPydicomInTheirPlace(double step, double tilt, double columnSpacing)
    {
        var scan = AnswerScan.Create(step, tilt, columnSpacing);

        var frames = Frames(Write(scan));

        Assert.Equal(12, frames.Length);
        foreach (var frame in frames)
        {
            var slice = Slice(frame);
            var tissue = (Tissue)int.Parse(frame[0], CultureInfo.InvariantCulture);
            Assert.Equal(AnswerCodes.Of(tissue).Type.Value, frame[1]);
            Assert.Equal(scan.Headers[slice].GetDecimals(DicomTag.ImagePositionPatient), frame[3..6].Select(value => double.Parse(value, CultureInfo.InvariantCulture)));
            Assert.Equal(AnswerScan.ExpectedHash(slice, tissue), frame[6]);
        }

        Assert.Equal(12, frames.Select(frame => (frame[0], frame[2])).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Geometries))]
    public void Write_Series_PassesTheValidator(double step, double tilt, double columnSpacing)
    {
        var (exitCode, output) = Tool.Run(Write(AnswerScan.Create(step, tilt, columnSpacing)), "dciodvfy", "-new");
        Assert.True(exitCode == 0 && !output.Contains("Error", StringComparison.Ordinal), output);
    }

    [Fact]
    public void Write_Geometry_ComesFromPositionsAlongTheNormal()
    {
        var shared = Write(AnswerScan.Create(2.5, 20)).Dataset.GetItems(DicomTag.SharedFunctionalGroupsSequence)[0];
        var measures = shared.GetItems(DicomTag.PixelMeasuresSequence)[0];
        Assert.Equal(2.5 * Math.Cos(double.DegreesToRadians(20)), measures.GetDecimal(DicomTag.SpacingBetweenSlices)!.Value, 1e-6);
        Assert.Equal(measures.GetDecimal(DicomTag.SpacingBetweenSlices), measures.GetDecimal(DicomTag.SliceThickness));
        Assert.Equal([0.625, 0.75], measures.GetDecimals(DicomTag.PixelSpacing));
        var orientation = shared.GetItems(DicomTag.PlaneOrientationSequence)[0].GetDecimals(DicomTag.ImageOrientationPatient);
        Assert.Equal(Math.Sin(double.DegreesToRadians(20)), orientation[5], 1e-9);
    }

    [Fact]
    public void Write_GapInTheSeries_StatesNoSpacingAndTheThinnestSlab()
    {
        var scan = AnswerScan.Create(1.5);
        scan.Headers[3].SetNumber(DicomTag.ImagePositionPatient, -160, -150, 60);
        var measures = Write(AnswerScan.ContextOf(scan.Headers), scan.Masks).Dataset
            .GetItems(DicomTag.SharedFunctionalGroupsSequence)[0].GetItems(DicomTag.PixelMeasuresSequence)[0];
        Assert.False(measures.Contains(DicomTag.SpacingBetweenSlices));
        Assert.Equal(1.5, measures.GetDecimal(DicomTag.SliceThickness)!.Value, 1e-9);
    }

    [Fact]
    public void Write_SourcesInAnyOrderAndTwice_GivesTheSameBytes()
    {
        var scan = AnswerScan.Create();
        var bytes = Write(scan).ToArray();
        Assert.Equal(bytes, Write(AnswerScan.ContextOf(scan.Headers.Reverse()), scan.Masks).ToArray());
        Assert.Equal(bytes, Write(AnswerScan.ContextOf([scan.Headers[2], scan.Headers[0], scan.Headers[3], scan.Headers[1]]), scan.Masks).ToArray());
    }

    [Fact]
    public void Write_OtherJob_HasOtherIdentifiers()
    {
        var scan = AnswerScan.Create();
        var one = Write(scan).Dataset;
        var other = Write(scan.Context with { JobKey = "job 2" }, scan.Masks).Dataset;
        Assert.NotEqual(one.GetString(DicomTag.SopInstanceUid), other.GetString(DicomTag.SopInstanceUid));
        Assert.NotEqual(one.GetString(DicomTag.SeriesInstanceUid), other.GetString(DicomTag.SeriesInstanceUid));
        Assert.Equal(AnswerScan.StudyUid, other.GetString(DicomTag.StudyInstanceUid));
        Assert.All([DicomTag.SopInstanceUid, DicomTag.SeriesInstanceUid], tag => Assert.Matches(@"^2\.25\.[1-9]\d{1,38}$", one.GetString(tag)));
    }

    [Fact]
    public void Write_Identity_ComesBackFromTheSource()
    {
        var scan = AnswerScan.Create();
        foreach (var header in scan.Headers)
        {
            header.SetString(DicomTag.SpecificCharacterSet, "ISO_IR 100");
            header.SetBytes(DicomTag.PatientName, DicomVr.PN, new byte[] { (byte)'M', 0xFC, (byte)'l', (byte)'l', (byte)'e', (byte)'r' });
        }

        var dataset = Write(AnswerScan.ContextOf(scan.Headers), scan.Masks).Dataset;

        Assert.Equal("Müller", dataset.GetString(DicomTag.PatientName));
        Assert.Equal("ISO_IR 100", dataset.GetString(DicomTag.SpecificCharacterSet));
        Assert.Equal("SECRET-ID", dataset.GetString(DicomTag.PatientId));
        Assert.Equal(AnswerScan.FrameOfReferenceUid, dataset.GetString(DicomTag.FrameOfReferenceUid));
        Assert.Equal("20260301 133742", $"{dataset.GetString(DicomTag.ContentDate)} {dataset.GetString(DicomTag.ContentTime)}");
        Assert.Contains("Research use only", dataset.GetString(DicomTag.SeriesDescription), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Segments_AreCodedAsTheyMust()
    {
        var segments = Write(AnswerScan.Create()).Dataset.GetItems(DicomTag.SegmentSequence);
        Assert.Equal(
            ["1 91723000 SCT 39607008 SCT", "2 49755003 SCT 112120 DCM", "3 49755003 SCT 95436008 SCT"],
            segments.Select(segment => string.Join(' ',
                segment.GetInteger(DicomTag.SegmentNumber),
                Code(segment, DicomTag.SegmentedPropertyCategoryCodeSequence),
                Code(segment, DicomTag.SegmentedPropertyTypeCodeSequence))));
        Assert.All(segments, segment => Assert.Equal("AUTOMATIC", segment.GetString(DicomTag.SegmentAlgorithmType)));
        Assert.All(segments, segment => Assert.Equal("123110 DCM",
            Code(segment.GetItems(DicomTag.SegmentationAlgorithmIdentificationSequence)[0], DicomTag.AlgorithmFamilyCodeSequence)));
    }

    [Fact]
    public void Write_EmptyFramesLeftOut_KeepsThoseThatMarkSomething()
    {
        var scan = AnswerScan.Create();
        var frames = Frames(SegmentationDocument.Write(scan.Context, scan.Masks, leaveOutEmptyFrames: true)!.File);
        // Three slices have masks; consolidation starts at the second.
        Assert.Equal(["1", "1", "1", "2", "2", "2", "3", "3"], frames.Select(frame => frame[0]));
        Assert.All(frames, frame => Assert.Equal(AnswerScan.ExpectedHash(Slice(frame), (Tissue)(frame[0][0] - '0')), frame[6]));
    }

    [Fact]
    public void Write_NothingMarked_KeepsEveryFrame()
    {
        var file = SegmentationDocument.Write(AnswerScan.Create().Context, new Dictionary<SourceId, SliceMasks>(), leaveOutEmptyFrames: true)!.File;
        Assert.Equal(12, file.Dataset.GetInteger(DicomTag.NumberOfFrames));
        Assert.False(file.Dataset.Find(DicomTag.PixelData)!.Value.Span.ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void Write_SourceThatCannotBePlaced_GivesNoneAndSaysWhy()
    {
        AssertNone(SegmentationObstacle.FrameOfReference, AnswerScan.Create(hasFrameOfReference: false).Headers);
        AssertNone(SegmentationObstacle.FrameOfReference, Changed(header => header.SetString(DicomTag.FrameOfReferenceUid, "1.2.3")));
        AssertNone(SegmentationObstacle.UnknownGeometry, Changed(header => header.SetString(DicomTag.ImagePositionPatient)));
        AssertNone(SegmentationObstacle.MixedGeometry, Changed(header => header.SetNumber(DicomTag.PixelSpacing, 0.7, 0.7)));
        AssertNone(SegmentationObstacle.MixedGeometry, Changed(header => header.SetNumber(DicomTag.Rows, 10)));
        AssertNone(SegmentationObstacle.MixedGeometry, AnswerScan.Create(step: 0).Headers);
    }

    [Fact]
    public void Write_LossySource_PassesTheValidatorAndSaysSo()
    {
        var headers = AnswerScan.Create().Headers;
        foreach (var header in headers)
        {
            header.SetString(DicomTag.LossyImageCompression, "01")
                .SetNumber(DicomTag.LossyImageCompressionRatio, 10)
                .SetString(DicomTag.LossyImageCompressionMethod, "ISO_10918_1");
        }

        var file = Write(AnswerScan.ContextOf(headers), []);

        Assert.Equal("01", file.Dataset.GetString(DicomTag.LossyImageCompression));
        var (exitCode, output) = Tool.Run(file, "dciodvfy", "-new");
        Assert.True(exitCode == 0 && !output.Contains("Error", StringComparison.Ordinal), output);
    }

    [Fact]
    public void Write_FramesOfOneInstance_AreReferredToByNumber()
    {
        var header = SyntheticCt.Dataset(AnswerScan.Rows, AnswerScan.Columns)
            .SetString(DicomTag.SopClassUid, DicomUids.EnhancedCtImageStorage)
            .SetString(DicomTag.SopInstanceUid, AnswerScan.InstanceUid(0))
            .SetString(DicomTag.ImagePositionPatient)
            .SetString(DicomTag.ImageOrientationPatient)
            .SetString(DicomTag.PixelSpacing)
            .SetSequence(DicomTag.SharedFunctionalGroupsSequence, new DicomDataset()
                .SetSequence(DicomTag.PlaneOrientationSequence, new DicomDataset().SetNumber(DicomTag.ImageOrientationPatient, 1, 0, 0, 0, 1, 0))
                .SetSequence(DicomTag.PixelMeasuresSequence, new DicomDataset().SetNumber(DicomTag.PixelSpacing, 0.5, 0.5)))
            .SetSequence(DicomTag.PerFrameFunctionalGroupsSequence, [.. new[] { 30.0, 20, 10 }.Select(z => new DicomDataset()
                .SetSequence(DicomTag.PlanePositionSequence, new DicomDataset().SetNumber(DicomTag.ImagePositionPatient, 1, 2, z)))]);

        var dataset = Write(AnswerScan.ContextOf([header]), new() { [new SourceId(AnswerScan.InstanceUid(0), 3)] = new SliceMasks(AnswerScan.Rows, AnswerScan.Columns) }).Dataset;

        var frames = dataset.GetItems(DicomTag.PerFrameFunctionalGroupsSequence).Take(3).Select(groups => (
            groups.GetItems(DicomTag.DerivationImageSequence)[0].GetItems(DicomTag.SourceImageSequence)[0].GetInteger(DicomTag.ReferencedFrameNumber),
            groups.GetItems(DicomTag.PlanePositionSequence)[0].GetDecimals(DicomTag.ImagePositionPatient)[2]));
        Assert.Equal([(3, 10.0), (2, 20.0), (1, 30.0)], frames);
        Assert.Single(dataset.GetItems(DicomTag.ReferencedSeriesSequence)[0].GetItems(DicomTag.ReferencedInstanceSequence));
    }

    [Fact]
    public void Write_MasksOfStrangersOrOtherSizes_AreRefused()
    {
        var context = AnswerScan.Create().Context;
        Assert.Throws<ArgumentException>(() => Write(context, new() { [new SourceId("1.2.3")] = new SliceMasks(AnswerScan.Rows, AnswerScan.Columns) }));
        Assert.Throws<ArgumentException>(() => Write(context, new() { [new SourceId(AnswerScan.InstanceUid(0))] = new SliceMasks(8, 8) }));
        Assert.Throws<ArgumentException>(() => new SliceMasks(8, 8).Add(Tissue.Lung, new BitMask(8, 9)));
    }

    [Fact]
    public void Write_ThreeHundredSlices_StaysWithinAFewTimesThePixels()
    {
        const int slices = 300;
        const int size = 512;
        var headers = Enumerable.Range(0, slices).Select(slice => SyntheticCt.Dataset(1, 1)
            .SetString(DicomTag.SopInstanceUid, AnswerScan.InstanceUid(slice))
            .SetNumber(DicomTag.Rows, size)
            .SetNumber(DicomTag.Columns, size)
            .SetNumber(DicomTag.ImagePositionPatient, 0, 0, slice));
        var context = AnswerScan.ContextOf(headers);
        var mask = new BitMask(size, size);
        mask[100, 200] = true;
        var masks = context.Source.Images.ToDictionary(image => image.Id, _ => new SliceMasks(size, size).Add(Tissue.GroundGlassOpacity, mask));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var file = Write(context, masks);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        const long pixelBytes = 3L * slices * size * size / 8;
        Assert.Equal(pixelBytes, file.Dataset.Find(DicomTag.PixelData)!.Value.Length);
        Assert.InRange(allocated, pixelBytes, 3 * pixelBytes);
    }

    [Fact]
    public void Write_RealSeries_HasEveryImageInItsPlace()
    {
        foreach (var folder in Directory.GetDirectories(SharedFolder.Require("data/series")))
        {
            var headers = Directory.GetFiles(folder, "*.dcm").Select(path => DicomFile.Read(File.ReadAllBytes(path)).Dataset).ToArray();
            var context = AnswerScan.ContextOf(headers);
            Assert.Null(context.Source.Obstacle);
            var random = new Random(7);
            var masks = context.Source.Images.ToDictionary(image => image.Id, image => Speckles(random, image.Rows, image.Columns));

            var file = Write(context, masks.ToDictionary(
                mask => mask.Key, mask => new SliceMasks(mask.Value.Rows, mask.Value.Columns).Add(Tissue.Consolidation, mask.Value)));

            var (exitCode, output) = Tool.Run(file, "dciodvfy", "-new");
            Assert.True(exitCode == 0 && !output.Contains("Error", StringComparison.Ordinal), output);
            var positions = headers.ToDictionary(header => header.GetString(DicomTag.SopInstanceUid)!, header => header.GetDecimals(DicomTag.ImagePositionPatient));
            var frames = Frames(file);
            Assert.Equal(3 * headers.Length, frames.Length);
            foreach (var frame in frames)
            {
                Assert.Equal(positions[frame[2]], frame[3..6].Select(value => double.Parse(value, CultureInfo.InvariantCulture)));
                if (frame[0] == "3")
                    Assert.Equal(Hash(masks[new SourceId(frame[2])]), frame[6]);
            }
        }
    }

    private static BitMask Speckles(Random random, int rows, int columns)
    {
        var mask = new BitMask(rows, columns);
        for (var i = 0; i < 500; i++)
            mask[random.Next(rows), random.Next(columns)] = true;
        return mask;
    }

    private static string Hash(BitMask mask)
    {
        var pixels = Enumerable.Range(0, mask.Rows * mask.Columns).Select(i => mask[i / mask.Columns, i % mask.Columns] ? (byte)1 : (byte)0);
        return Convert.ToHexStringLower(SHA256.HashData(pixels.ToArray()));
    }

    private static int Slice(string[] frame) => int.Parse(frame[2].Split('.')[^1], CultureInfo.InvariantCulture);

    private static string[][] Frames(DicomFile file) =>
        [.. Tool.Python(file, PrintFrames).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Split('|'))];

    private static DicomFile Write(AnswerScan scan) => Write(scan.Context, scan.Masks);

    private static DicomFile Write(AnswerContext context, Dictionary<SourceId, SliceMasks> masks) => SegmentationDocument.Write(context, masks)!.File;

    private static DicomDataset[] Changed(Action<DicomDataset> change)
    {
        var headers = AnswerScan.Create().Headers.ToArray();
        change(headers[1]);
        return headers;
    }

    private static void AssertNone(SegmentationObstacle expected, IEnumerable<DicomDataset> headers)
    {
        var context = AnswerScan.ContextOf(headers);
        Assert.Equal(expected, context.Source.Obstacle);
        Assert.Null(SegmentationDocument.Write(context, new Dictionary<SourceId, SliceMasks>()));
    }

    private static string Code(DicomDataset dataset, DicomTag sequence)
    {
        var item = dataset.GetItems(sequence)[0];
        return $"{item.GetString(DicomTag.CodeValue)} {item.GetString(DicomTag.CodingSchemeDesignator)}";
    }
}
