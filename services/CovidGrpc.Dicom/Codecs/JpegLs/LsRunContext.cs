namespace CovidGrpc.Dicom.Codecs.JpegLs;

/// <summary>What is remembered of the errors of samples that end a run (ITU-T T.87 A.7.2).</summary>
internal struct LsRunContext(int range, bool isFlat)
{
    private readonly int _flat = isFlat ? 1 : 0;
    private int _absolute = Math.Max(2, (range + 32) / 64);
    private int _count = 1;
    private int _negative;

    /// <summary>Golomb parameter.</summary>
    public readonly int K
    {
        get
        {
            var size = _absolute + (_flat == 1 ? _count >> 1 : 0);
            var k = 0;
            while (k < LsBits.MaxK && _count << k < size)
                k++;
            return k;
        }
    }

    /// <summary>Undoes the mapping of an error, and remembers the error.</summary>
    public int Take(int mapped, int k, int reset)
    {
        var doubled = mapped + _flat;
        var isMarked = (doubled & 1) == 1;
        var size = (doubled + 1) >> 1;
        var error = (k != 0 || 2 * _negative >= _count) == isMarked ? -size : size;

        if (error < 0)
            _negative++;
        _absolute += (mapped + 1 - _flat) >> 1;
        if (_count == reset)
        {
            _absolute >>= 1;
            _count >>= 1;
            _negative >>= 1;
        }

        _count++;
        return error;
    }
}
