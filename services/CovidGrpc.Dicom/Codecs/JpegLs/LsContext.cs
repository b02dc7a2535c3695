namespace CovidGrpc.Dicom.Codecs.JpegLs;

/// <summary>What is remembered of the errors in one surrounding of regular samples (ITU-T T.87 A.6).</summary>
internal struct LsContext
{
    private const int LowestCorrection = -128;
    private const int HighestCorrection = 127;

    private int _absolute;
    private int _bias;
    private int _count;

    /// <summary>Correction of the prediction.</summary>
    public int Correction;

    public LsContext(int range) => (_absolute, _count) = (Math.Max(2, (range + 32) / 64), 1);

    /// <summary>Golomb parameter (A.5.1).</summary>
    public readonly int K
    {
        get
        {
            var k = 0;
            while (k < LsBits.MaxK && _count << k < _absolute)
                k++;
            return k;
        }
    }

    /// <summary>Undoes the mapping of an error to a number that is not negative (A.5.2).</summary>
    public readonly int Unmap(int mapped, int k, int near)
    {
        var error = (mapped & 1) == 0 ? mapped >> 1 : -((mapped + 1) >> 1);
        return near == 0 && k == 0 && 2 * _bias <= -_count ? -error - 1 : error;
    }

    public void Update(int error, LsParameters parameters)
    {
        _absolute += Math.Abs(error);
        _bias += error * parameters.Step;
        if (_count == parameters.Reset)
        {
            _absolute >>= 1;
            _bias >>= 1;
            _count >>= 1;
        }

        _count++;
        if (_bias <= -_count)
        {
            _bias = Math.Max(_bias + _count, 1 - _count);
            Correction = Math.Max(Correction - 1, LowestCorrection);
        }
        else if (_bias > 0)
        {
            _bias = Math.Min(_bias - _count, 0);
            Correction = Math.Min(Correction + 1, HighestCorrection);
        }
    }
}
