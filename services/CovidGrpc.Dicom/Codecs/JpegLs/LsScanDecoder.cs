namespace CovidGrpc.Dicom.Codecs.JpegLs;

/// <summary>Decodes a scan of one component (ITU-T T.87 annex A), row by row.</summary>
internal ref struct LsScanDecoder
{
    private const int Contexts = 365;

    private readonly LsParameters _parameters;
    private readonly LsContext[] _contexts = new LsContext[Contexts];
    private readonly int _errorBits;
    private readonly int _limit;
    private LsRunContext _sloped;
    private LsRunContext _flat;
    private LsBits _bits;
    private int _runIndex;

    public LsScanDecoder(ReadOnlySpan<byte> data, LsParameters parameters)
    {
        _parameters = parameters;
        (_errorBits, _limit) = (parameters.ErrorBits, parameters.Limit);
        _contexts.AsSpan().Fill(new LsContext(parameters.Range));
        _sloped = new LsRunContext(parameters.Range, isFlat: false);
        _flat = new LsRunContext(parameters.Range, isFlat: true);
        _bits = new LsBits(data);
    }

    /// <summary>Bytes of the scan that were taken.</summary>
    public readonly int Position => _bits.Position;

    // Table of J, the logarithm of run lengths (A.7.1.2).
    private static ReadOnlySpan<byte> RunOrders => [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    /// <summary>Decodes a row. Both rows have one sample more at either end: what the standard puts outside the image (A.2.1).</summary>
    public void DecodeRow(Span<int> row, Span<int> above)
    {
        var end = row.Length - 1;
        row[0] = above[1];
        above[end] = above[end - 1];
        var near = _parameters.Near;
        for (var x = 1; x < end;)
        {
            var (left, up, diagonal) = (row[x - 1], above[x], above[x - 1]);
            var (first, second, third) = (above[x + 1] - up, up - diagonal, diagonal - left);
            if (Math.Abs(first) <= near && Math.Abs(second) <= near && Math.Abs(third) <= near)
            {
                x = DecodeRun(row, above, x, end);
                continue;
            }

            var context = (81 * Quantize(first)) + (9 * Quantize(second)) + Quantize(third);
            row[x++] = DecodeRegular(Math.Abs(context), context < 0, Median(left, up, diagonal));
        }
    }

    private static int Median(int left, int up, int diagonal)
    {
        var (low, high) = left < up ? (left, up) : (up, left);
        return diagonal >= high ? low : diagonal <= low ? high : left + up - diagonal;
    }

    private readonly int Quantize(int gradient)
    {
        var size = Math.Abs(gradient);
        var level = size <= _parameters.Near ? 0 : size < _parameters.T1 ? 1 : size < _parameters.T2 ? 2 : size < _parameters.T3 ? 3 : 4;
        return gradient < 0 ? -level : level;
    }

    private int DecodeRegular(int index, bool isNegative, int prediction)
    {
        ref var context = ref _contexts[index];
        var corrected = Math.Clamp(prediction + (isNegative ? -context.Correction : context.Correction), 0, _parameters.MaxValue);
        var k = context.K;
        var error = context.Unmap(ReadError(k, _limit), k, _parameters.Near);
        context.Update(error, _parameters);
        return Reconstruct(corrected, isNegative ? -error : error);
    }

    private int DecodeRun(Span<int> row, Span<int> above, int x, int end)
    {
        var value = row[x - 1];
        while (_bits.Read(1) == 1)
        {
            var length = 1 << RunOrders[_runIndex];
            var taken = Math.Min(length, end - x);
            row.Slice(x, taken).Fill(value);
            x += taken;
            if (taken == length)
                _runIndex = Math.Min(_runIndex + 1, RunOrders.Length - 1);
            if (x == end)
                return x;
        }

        var order = RunOrders[_runIndex];
        var rest = _bits.Read(order);
        if (rest >= end - x)
            throw PixelErrors.Damaged(JpegLsDecoder.Name, "a run is longer than its row");
        row.Slice(x, rest).Fill(value);
        x += rest;
        row[x] = DecodeRunEnd(value, above[x], _limit - order - 1);
        _runIndex = Math.Max(_runIndex - 1, 0);
        return x + 1;
    }

    private int DecodeRunEnd(int left, int up, int limit)
    {
        var isFlat = Math.Abs(left - up) <= _parameters.Near;
        ref var context = ref isFlat ? ref _flat : ref _sloped;
        var k = context.K;
        var error = context.Take(ReadError(k, limit), k, _parameters.Reset);
        return isFlat ? Reconstruct(left, error) : Reconstruct(up, left > up ? -error : error);
    }

    // Errors are counted modulo their range (A.4.5), so what is mapped is hardly larger.
    private int ReadError(int k, int limit) => _bits.ReadGolomb(k, limit, _errorBits) is var mapped && mapped <= 2 * _parameters.Range
        ? mapped
        : throw PixelErrors.Damaged(JpegLsDecoder.Name, "an error is out of range");

    private readonly int Reconstruct(int prediction, int error)
    {
        var (near, largest, span) = (_parameters.Near, _parameters.MaxValue, _parameters.Range * _parameters.Step);
        var value = prediction + (error * _parameters.Step);
        if (value < -near)
            value += span;
        else if (value > largest + near)
            value -= span;
        return Math.Clamp(value, 0, largest);
    }
}
