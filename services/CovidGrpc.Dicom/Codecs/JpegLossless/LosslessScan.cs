using CovidGrpc.Dicom.Codecs.Jpeg;

namespace CovidGrpc.Dicom.Codecs.JpegLossless;

/// <summary>One scan of a lossless frame (ITU-T T.81 H.2): the components in it, predictor, point transform, restart interval.</summary>
internal sealed class LosslessScan
{
    private readonly PixelFormat _format;
    private readonly int _initial;
    private readonly int _pointTransform;
    private readonly int _predictor;
    private readonly int _restartRows;
    private readonly int[] _components;
    private readonly HuffmanTable[] _tables;

    public LosslessScan(ReadOnlySpan<byte> payload, JpegFrameHeader frame, PixelFormat format, HuffmanTable?[] tables, int restartInterval)
    {
        var count = payload.Length > 0 ? payload[0] : 0;
        if (count < 1 || count > frame.ComponentIds.Length || payload.Length != 4 + (2 * count))
            throw PixelErrors.Damaged(JpegLosslessDecoder.Name, "a scan header has a wrong length");
        _format = format;
        _components = new int[count];
        _tables = new HuffmanTable[count];
        for (var i = 0; i < count; i++)
        {
            _components[i] = frame.IndexOf(payload[1 + (2 * i)], JpegLosslessDecoder.Name);
            _tables[i] = (payload[2 + (2 * i)] >> 4 is < 4 and var table ? tables[table] : null)
                ?? throw PixelErrors.Damaged(JpegLosslessDecoder.Name, "a scan names a Huffman table that is not there");
        }

        _predictor = payload[1 + (2 * count)];
        _pointTransform = payload[^1] & 0xF;
        if (_predictor is < 1 or > 7 || _pointTransform >= frame.Precision)
            throw PixelErrors.Damaged(JpegLosslessDecoder.Name, "a scan header holds a wrong predictor or point transform");
        _initial = 1 << (frame.Precision - _pointTransform - 1);
        if (restartInterval % format.Columns != 0)
            throw PixelErrors.Damaged(JpegLosslessDecoder.Name, "its restart interval is no whole number of rows");
        _restartRows = restartInterval / format.Columns;
    }

    /// <summary>Components that this scan holds.</summary>
    public IReadOnlyList<int> Components => _components;

    /// <summary>Decodes the scan.</summary>
    /// <param name="data">What follows the scan's header.</param>
    /// <param name="frame">Receives the samples.</param>
    /// <returns>Bytes that the scan took.</returns>
    public int Decode(ReadOnlySpan<byte> data, Span<byte> frame)
    {
        // Every sample takes a bit or more.
        if ((long)_format.Rows * _format.Columns * _components.Length > data.Length * 8L)
            throw PixelErrors.Damaged(JpegLosslessDecoder.Name, "it ends early");
        var columns = _format.Columns;
        var current = Rows(columns);
        var above = Rows(columns);
        var stored = new int[columns];
        var bits = new EntropyBits(data);
        for (var row = 0; row < _format.Rows; row++)
        {
            var isFirst = row == 0;
            if (_restartRows > 0 && row > 0 && row % _restartRows == 0)
            {
                bits.Restart();
                isFirst = true;
            }

            if (_components.Length == 1)
                DecodeRow(ref bits, _tables[0], current[0], above[0], isFirst);
            else
                DecodeInterleavedRow(ref bits, current, above, isFirst);
            for (var i = 0; i < _components.Length; i++)
            {
                for (var column = 0; column < columns; column++)
                    stored[column] = current[i][column] << _pointTransform;
                SamplePlane.StoreRow(stored, row, _components[i], _format, frame);
            }

            (current, above) = (above, current);
        }

        return bits.Position;
    }

    private int[][] Rows(int columns) => [.. _components.Select(_ => new int[columns])];

    private void DecodeRow(ref EntropyBits bits, HuffmanTable table, int[] current, int[] above, bool isFirst)
    {
        for (var column = 0; column < current.Length; column++)
            current[column] = (Predict(current, above, column, isFirst) + table.ReadDifference(ref bits)) & 0xFFFF;
    }

    private void DecodeInterleavedRow(ref EntropyBits bits, int[][] current, int[][] above, bool isFirst)
    {
        for (var column = 0; column < _format.Columns; column++)
        {
            for (var i = 0; i < current.Length; i++)
                current[i][column] = (Predict(current[i], above[i], column, isFirst) + _tables[i].ReadDifference(ref bits)) & 0xFFFF;
        }
    }

    // Table H.1; the first row knows only its left neighbour, the first column only the one above (H.1.2.1).
    private int Predict(int[] current, int[] above, int column, bool isFirst)
    {
        if (column == 0)
            return isFirst ? _initial : above[0];
        var left = current[column - 1];
        if (isFirst || _predictor == 1)
            return left;
        var (up, diagonal) = (above[column], above[column - 1]);
        return _predictor switch
        {
            2 => up,
            3 => diagonal,
            4 => left + up - diagonal,
            5 => left + ((up - diagonal) >> 1),
            6 => up + ((left - diagonal) >> 1),
            _ => (left + up) >> 1,
        };
    }
}
