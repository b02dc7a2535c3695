using System.Buffers.Binary;
using CovidGrpc.Dicom.Worker.Pool;
using CovidGrpc.Tests;

namespace CovidGrpc.Dicom.Worker.Tests;

/// <summary>The files of the corpus in ../shared that need the codecs of others, against expected.json.</summary>
public sealed class CorpusTests
{
    // Cosine transforms of two libraries differ by a step at most (IEEE 1180), wavelets of lossy JPEG 2000 likewise.
    private const double LossyTolerance = 1;

    [Fact]
    public void Read_LosslessPixels_AreThoseOfTheReferences()
    {
        var wrong = new List<string>();
        var compared = 0;
        foreach (var entry in InWorkers())
        {
            if (entry.Flag("lossy"))
                continue;
            try
            {
                if (PixelDigest.Sha256(PixelData.Open(DicomFile.Read(entry.Bytes)), DecodeWorkerPool.Shared) != entry.Text("pixel_sha256"))
                    wrong.Add($"{entry.File}: other pixels");
            }
            catch (DicomException exception)
            {
                wrong.Add($"{entry.File}: {exception.Message}");
            }

            compared++;
        }

        Assert.Empty(wrong);
        Assert.Equal(13, compared);
    }

    [Fact]
    public void Read_LossyPixels_AreThoseOfTheReferencesWithinTheTolerance()
    {
        var wrong = new List<string>();
        var compared = 0;
        foreach (var entry in InWorkers())
        {
            if (!entry.Flag("lossy"))
                continue;
            try
            {
                var pixels = PixelData.Open(DicomFile.Read(entry.Bytes));
                var values = Enumerable.Range(0, pixels.FrameCount).SelectMany(frame => Values(pixels, frame)).ToArray();
                if (entry.Number("stored_sum") is not { } sum)
                    continue;
                var drift = (values.Sum(value => (double)value) - sum) / values.Length;
                if (Math.Abs(drift) > 0.05 || Math.Abs(values.Min() - entry.Number("stored_min")!.Value) > LossyTolerance
                    || Math.Abs(values.Max() - entry.Number("stored_max")!.Value) > LossyTolerance)
                {
                    wrong.Add($"{entry.File}: mean off by {drift}, {values.Min()} to {values.Max()}");
                }
            }
            catch (DicomException exception)
            {
                wrong.Add($"{entry.File}: {exception.Message}");
            }

            compared++;
        }

        Assert.Empty(wrong);
        Assert.Equal(14, compared);
    }

    [Fact]
    public void Read_EveryFile_EitherReadsOrIsRefusedInOneLine()
    {
        foreach (var entry in Corpus.Entries())
        {
            try
            {
                var instance = CtInstance.Open(DicomFile.Read(entry.Bytes));
                foreach (var frame in instance.Frames)
                    instance.Read(frame.Index, DecodeWorkerPool.Shared, TestContext.Current.CancellationToken);
                Assert.True(entry.Text("expect") != "error", entry.File);
            }
            catch (DicomException exception)
            {
                Assert.DoesNotContain('\n', exception.Message);
                Assert.False(entry.Text("expect") == "readable" && entry.Text("modality") == "CT" && entry.Text("pixel_sha256") is not null, $"{entry.File}: {exception.Message}");
            }
        }
    }

    private static IEnumerable<CorpusEntry> InWorkers() => Corpus.Entries()
        .Where(entry => entry.Text("expect") == "readable" && entry.Text("pixel_sha256") is not null && !entry.IsManaged);

    private static IEnumerable<int> Values(PixelData pixels, int frame)
    {
        var bytes = pixels.Read(frame, DecodeWorkerPool.Shared, TestContext.Current.CancellationToken);
        for (var i = 0; i < bytes.Length; i += pixels.Format.BytesPerSample)
        {
            yield return pixels.Format.BytesPerSample == 1 ? bytes.Span[i]
                : pixels.Format.IsSigned ? BinaryPrimitives.ReadInt16LittleEndian(bytes.Span[i..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span[i..]);
        }
    }
}
