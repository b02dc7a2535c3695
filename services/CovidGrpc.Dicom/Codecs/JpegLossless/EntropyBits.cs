namespace CovidGrpc.Dicom.Codecs.JpegLossless;

/// <summary>Bits of entropy-coded data, highest first, up to the next marker; stuffed zeros are removed (ITU-T T.81 F.1.2.3).</summary>
internal ref struct EntropyBits(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _position;

    // The next bits, from the top; below them zeros.
    private ulong _bits;
    private int _count;

    /// <summary>Bytes taken from the data; at a marker once everything before it is consumed.</summary>
    public readonly int Position => _position;

    /// <summary>The next 16 bits without consuming them; zeros stand for what lies behind the end.</summary>
    public int Peek16()
    {
        if (_count < 32)
            Fill();
        return (int)(_bits >> 48);
    }

    public void Consume(int count)
    {
        if (count > _count)
            throw PixelErrors.Damaged(JpegLosslessDecoder.Name, "it ends early");
        _bits <<= count;
        _count -= count;
    }

    /// <summary>The next 1 to 16 bits as a number; at most 16 were consumed since the last <see cref="Peek16"/>.</summary>
    public int Read(int count)
    {
        var value = (int)(_bits >> (64 - count));
        Consume(count);
        return value;
    }

    /// <summary>Drops what is left before the next marker and steps over it, which must be a restart.</summary>
    public void Restart()
    {
        (_bits, _count) = (0, 0);
        while (_position < _data.Length && _data[_position] == 0xFF && _position + 1 < _data.Length && _data[_position + 1] == 0xFF)
            _position++;
        if (_position + 1 >= _data.Length || _data[_position] != 0xFF || !Jpeg.JpegMarker.IsRestart(_data[_position + 1]))
            throw PixelErrors.Damaged(JpegLosslessDecoder.Name, "a restart marker is missing");
        _position += 2;
    }

    private void Fill()
    {
        while (_count <= 56 && _position < _data.Length)
        {
            var next = _data[_position];
            if (next == 0xFF)
            {
                if (_position + 1 >= _data.Length || _data[_position + 1] != 0)
                    return;
                _position++;
            }

            _position++;
            _bits |= (ulong)next << (56 - _count);
            _count += 8;
        }
    }
}
