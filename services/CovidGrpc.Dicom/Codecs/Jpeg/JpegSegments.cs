using System.Buffers.Binary;

namespace CovidGrpc.Dicom.Codecs.Jpeg;

/// <summary>Walks over the markers and segments of a code stream of the JPEG family (ITU-T T.81 B.1.1).</summary>
/// <param name="stream">Code stream.</param>
/// <param name="codec">Name for messages.</param>
internal ref struct JpegSegments(ReadOnlySpan<byte> stream, string codec)
{
    private readonly ReadOnlySpan<byte> _stream = stream;
    private int _position;

    /// <summary>What follows, the entropy-coded data after a scan's header.</summary>
    public readonly ReadOnlySpan<byte> Rest => _stream[_position..];

    public void Skip(int count) => _position += count;

    public void RequireStartOfImage()
    {
        if (_stream.Length < 2 || ReadMarker() != JpegMarker.StartOfImage)
            throw PixelErrors.Damaged(codec, "it does not start as one");
    }

    /// <summary>The next marker's second byte, after any number of fill bytes.</summary>
    public byte ReadMarker()
    {
        if (_position >= _stream.Length || _stream[_position] != 0xFF)
            throw PixelErrors.Damaged(codec, _position >= _stream.Length ? "it ends early" : "a marker is missing");
        while (_position < _stream.Length && _stream[_position] == 0xFF)
            _position++;
        return _position < _stream.Length ? _stream[_position++] : throw PixelErrors.Damaged(codec, "it ends early");
    }

    /// <summary>The payload of the segment that the last marker opened.</summary>
    public ReadOnlySpan<byte> ReadPayload()
    {
        var length = _position + 2 <= _stream.Length ? BinaryPrimitives.ReadUInt16BigEndian(_stream[_position..]) : 0;
        if (length < 2 || _position + length > _stream.Length)
            throw PixelErrors.Damaged(codec, "the length of a segment is wrong");
        var payload = _stream.Slice(_position + 2, length - 2);
        _position += length;
        return payload;
    }
}
