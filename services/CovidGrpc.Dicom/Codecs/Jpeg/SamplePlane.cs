using System.Buffers.Binary;

namespace CovidGrpc.Dicom.Codecs.Jpeg;

/// <summary>Where the rows of one component go in a decoded frame, whose samples lie pixel by pixel.</summary>
internal static class SamplePlane
{
    public static void StoreRow(ReadOnlySpan<int> samples, int row, int component, PixelFormat format, Span<byte> frame)
    {
        var size = format.BytesPerSample;
        var stride = format.SamplesPerPixel * size;
        var at = (row * format.Columns * stride) + (component * size);
        if (size == 1)
        {
            for (var i = 0; i < samples.Length; i++, at += stride)
                frame[at] = (byte)samples[i];
        }
        else
        {
            for (var i = 0; i < samples.Length; i++, at += stride)
                BinaryPrimitives.WriteUInt16LittleEndian(frame[at..], (ushort)samples[i]);
        }
    }
}
