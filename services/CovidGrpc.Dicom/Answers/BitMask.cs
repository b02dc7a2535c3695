using System.Numerics;

namespace CovidGrpc.Dicom.Answers;

/// <summary>A mask of rows × columns bits, row by row, the first pixel in the lowest bit, as DICOM packs them (PS3.5 8.1.1).</summary>
public sealed class BitMask
{
    private readonly byte[] _bits;

    /// <summary>A mask that marks nothing.</summary>
    /// <param name="rows">Number of rows, from 1 to 65,535.</param>
    /// <param name="columns">Number of columns, from 1 to 65,535.</param>
    public BitMask(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, ushort.MaxValue);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, ushort.MaxValue);
        (Rows, Columns) = (rows, columns);
        _bits = new byte[checked((int)((((long)rows * columns) + 7) / 8))];
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Number of marked pixels.</summary>
    public long Count => _bits.Sum(bits => (long)BitOperations.PopCount(bits));

    /// <summary>The packed bits; those after the last pixel are 0.</summary>
    public ReadOnlySpan<byte> Bits => _bits;

    /// <summary>Whether a pixel is marked.</summary>
    /// <param name="row">Row, from 0.</param>
    /// <param name="column">Column, from 0.</param>
    public bool this[int row, int column]
    {
        get
        {
            var (at, bit) = Locate(row, column);
            return (_bits[at] & bit) != 0;
        }

        set
        {
            var (at, bit) = Locate(row, column);
            _bits[at] = (byte)(value ? _bits[at] | bit : _bits[at] & ~bit);
        }
    }

    /// <summary>Marks what another mask of the same size marks.</summary>
    /// <param name="other">Mask.</param>
    /// <exception cref="ArgumentException">The masks differ in size.</exception>
    public void UnionWith(BitMask other)
    {
        if (other.Rows != Rows || other.Columns != Columns)
            throw new ArgumentException($"The mask is of {other.Rows} × {other.Columns} pixels, not {Rows} × {Columns}.", nameof(other));
        for (var i = 0; i < _bits.Length; i++)
            _bits[i] |= other._bits[i];
    }

    private (int Byte, int Bit) Locate(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns, nameof(column));
        var pixel = ((long)row * Columns) + column;
        return ((int)(pixel >> 3), 1 << (int)(pixel & 7));
    }
}
