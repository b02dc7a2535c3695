using System.Runtime.InteropServices;
using JpegLibrary;

namespace CovidGrpc.Dicom.Worker.Decoding;

/// <summary>Puts the blocks of a JPEG into a frame, clamped to what the precision can hold; what lies outside the image is dropped.</summary>
internal sealed class ClampingWriter(DecodeRequest request, int largest) : JpegBlockOutputWriter
{
    private const int Side = 8;

    public byte[] Frame { get; } = new byte[request.FrameBytes];

    public override void WriteBlock(ref short blockRef, int componentIndex, int x, int y)
    {
        var block = MemoryMarshal.CreateReadOnlySpan(ref blockRef, Side * Side);
        for (var row = 0; row < Math.Min(Side, request.Rows - y); row++)
        {
            for (var column = 0; column < Math.Min(Side, request.Columns - x); column++)
                Store(((((y + row) * request.Columns) + x + column) * request.SamplesPerPixel) + componentIndex, block[(row * Side) + column]);
        }
    }

    private void Store(int sample, short value)
    {
        var clamped = Math.Clamp((int)value, 0, largest);
        if (request.BytesPerSample == 1)
        {
            Frame[sample] = (byte)clamped;
            return;
        }

        Frame[2 * sample] = (byte)clamped;
        Frame[(2 * sample) + 1] = (byte)(clamped >> 8);
    }
}
