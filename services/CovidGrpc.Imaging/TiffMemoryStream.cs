using BitMiracle.LibTiff.Classic;

namespace CovidGrpc.Imaging;

/// <summary>Lets LibTiff read from memory; the client data of LibTiff is not used for it.</summary>
internal sealed class TiffMemoryStream(ReadOnlyMemory<byte> file) : TiffStream
{
    private long _position;

    public override int Read(object clientData, byte[] buffer, int offset, int count)
    {
        var available = (int)Math.Clamp(file.Length - _position, 0, count);
        if (available > 0)
            file.Span.Slice((int)_position, available).CopyTo(buffer.AsSpan(offset));
        _position += available;
        return available;
    }

    public override void Write(object clientData, byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(object clientData, long offset, SeekOrigin origin) => _position = Math.Max(0, origin switch
    {
        SeekOrigin.Current => _position + offset,
        SeekOrigin.End => file.Length + offset,
        _ => offset,
    });

    public override void Close(object clientData)
    {
    }

    public override long Size(object clientData) => file.Length;
}
