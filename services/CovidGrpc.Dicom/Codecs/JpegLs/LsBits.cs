using System.Numerics;

namespace CovidGrpc.Dicom.Codecs.JpegLs;

/// <summary>Bits of a scan, highest first, up to the next marker; the byte after FF holds seven (ITU-T T.87 A.1).</summary>
internal ref struct LsBits(ReadOnlySpan<byte> data)
{
    /// <summary>Largest Golomb parameter; counters of a damaged stream would ask for any.</summary>
    public const int MaxK = 24;

    private readonly ReadOnlySpan<byte> _data = data;
    private int _position;
    private bool _afterFill;

    // The next bits, from the top; below them zeros.
    private ulong _bits;
    private int _count;

    /// <summary>Bytes taken from the data; at a marker once everything before it is consumed.</summary>
    public readonly int Position => _position;

    /// <summary>The next 0 to 24 bits as a number.</summary>
    public int Read(int count)
    {
        if (count == 0)
            return 0;
        Require(count);
        var value = (int)(_bits >> (64 - count));
        _bits <<= count;
        _count -= count;
        return value;
    }

    /// <summary>A Golomb code of limited length (A.5.3).</summary>
    /// <param name="k">Bits behind the unary part.</param>
    /// <param name="limit">Longest code, bits.</param>
    /// <param name="errorBits">Bits of a value that is written as it is.</param>
    public int ReadGolomb(int k, int limit, int errorBits)
    {
        var escape = limit - errorBits - 1;
        var high = ReadZeros(escape);
        return high < escape ? (high << k) + Read(k) : Read(errorBits) + 1;
    }

    // Zeros before the next one, which is consumed as well.
    private int ReadZeros(int most)
    {
        var zeros = 0;
        while (true)
        {
            Require(1);
            var run = Math.Min(BitOperations.LeadingZeroCount(_bits), _count);
            zeros += run;
            if (zeros > most)
                throw PixelErrors.Damaged(JpegLsDecoder.Name, "a code is longer than its limit");
            var taken = run < _count ? run + 1 : run;
            _bits = taken == 64 ? 0 : _bits << taken;
            _count -= taken;
            if (taken > run)
                return zeros;
        }
    }

    private void Require(int count)
    {
        if (_count < count)
            Fill();
        if (_count < count)
            throw PixelErrors.Damaged(JpegLsDecoder.Name, "it ends early");
    }

    private void Fill()
    {
        while (_count <= 56 && _position < _data.Length)
        {
            var next = _data[_position];
            if (next == 0xFF && (_position + 1 >= _data.Length || _data[_position + 1] >= 0x80))
                return;
            var width = _afterFill ? 7 : 8;
            _bits |= (ulong)next << (64 - width - _count);
            _count += width;
            _afterFill = next == 0xFF;
            _position++;
        }
    }
}
