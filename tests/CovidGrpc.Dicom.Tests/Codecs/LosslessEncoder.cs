namespace CovidGrpc.Tests;

/// <summary>Encodes small images as JPEG lossless, written from ITU-T T.81 annex H, with one table in which every code has five bits.</summary>
internal static class LosslessEncoder
{
    public static byte[] Encode(int[][] components, int rows, int columns, int precision, int predictor, int pointTransform = 0, int restartRows = 0)
    {
        var count = components.Length;
        List<byte> stream =
        [
            0xFF, 0xD8,
            0xFF, 0xC3, 0, (byte)(8 + (3 * count)), (byte)precision, (byte)(rows >> 8), (byte)rows, (byte)(columns >> 8), (byte)columns, (byte)count,
            .. Enumerable.Range(1, count).SelectMany(id => (byte[])[(byte)id, 0x11, 0]),
            0xFF, 0xC4, 0, 2 + 17 + 17, 0, 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. Enumerable.Range(0, 17).Select(category => (byte)category),
        ];
        if (restartRows > 0)
            stream.AddRange([0xFF, 0xDD, 0, 4, (byte)(restartRows * columns >> 8), (byte)(restartRows * columns)]);
        stream.AddRange([0xFF, 0xDA, 0, (byte)(6 + (2 * count)), (byte)count]);
        stream.AddRange(Enumerable.Range(1, count).SelectMany(id => (byte[])[(byte)id, 0]));
        stream.AddRange([(byte)predictor, 0, (byte)pointTransform]);

        var bits = new BitWriter(stream);
        for (var row = 0; row < rows; row++)
        {
            var isFirst = row == 0 || (restartRows > 0 && row % restartRows == 0);
            if (row > 0 && isFirst)
            {
                bits.Flush();
                stream.AddRange([0xFF, (byte)(0xD0 + (((row / restartRows) - 1) % 8))]);
            }

            for (var column = 0; column < columns; column++)
            {
                foreach (var samples in components)
                {
                    int At(int y, int x) => samples[(y * columns) + x] >> pointTransform;
                    var prediction = (column, isFirst) switch
                    {
                        (0, true) => 1 << (precision - pointTransform - 1),
                        (0, false) => At(row - 1, 0),
                        (_, true) => At(row, column - 1),
                        _ => Predict(predictor, At(row, column - 1), At(row - 1, column), At(row - 1, column - 1)),
                    };
                    bits.WriteDifference((short)(At(row, column) - prediction));
                }
            }
        }

        bits.Flush();
        return [.. stream, 0xFF, 0xD9];
    }

    // Table H.1.
    private static int Predict(int predictor, int a, int b, int c) => predictor switch
    {
        1 => a,
        2 => b,
        3 => c,
        4 => a + b - c,
        5 => a + ((b - c) >> 1),
        6 => b + ((a - c) >> 1),
        _ => (a + b) >> 1,
    };

    private sealed class BitWriter(List<byte> stream)
    {
        private int _byte;
        private int _count;

        public void WriteDifference(short difference)
        {
            // −32768 and 32768 are the same modulo 2^16, and have a category of their own.
            var category = difference == short.MinValue ? 16 : 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)Math.Abs(difference));
            Write(category, 5);
            if (category is > 0 and < 16)
                Write(difference > 0 ? difference : difference + (1 << category) - 1, category);
        }

        public void Flush()
        {
            while (_count > 0)
                Write(1, 1);
        }

        private void Write(int value, int count)
        {
            for (var bit = count - 1; bit >= 0; bit--)
            {
                _byte = (_byte << 1) | ((value >> bit) & 1);
                if (++_count < 8)
                    continue;
                stream.Add((byte)_byte);
                if (_byte == 0xFF)
                    stream.Add(0);
                (_byte, _count) = (0, 0);
            }
        }
    }
}
