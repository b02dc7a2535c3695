using System.Buffers.Binary;
using System.Text;

namespace CovidGrpc.Vision.Checkpoints;

/// <summary>The bytes of pickles, read forward; no length that they announce is believed before it is compared with what is left.</summary>
internal sealed class PickleBytes
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[1 << 14];
    private readonly long _length;
    private long _bufferBegin;
    private int _filled;
    private int _at;

    /// <summary>Starts at the stream's position 0.</summary>
    /// <param name="stream">Where the bytes are; the caller disposes it.</param>
    /// <param name="length">How many of them there are.</param>
    internal PickleBytes(Stream stream, long length)
    {
        _stream = stream;
        _length = Math.Min(length, CheckpointLimits.PickleBytes);
    }

    /// <summary>Bytes read so far.</summary>
    internal long Position => _bufferBegin + _at;

    private long Remaining => _length - Position;

    internal byte ReadByte()
    {
        if (_at == _filled)
            Fill();
        return _buffer[_at++];
    }

    internal ushort ReadUInt16()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        return BinaryPrimitives.ReadUInt16LittleEndian(Read(bytes));
    }

    internal int ReadInt32()
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        return BinaryPrimitives.ReadInt32LittleEndian(Read(bytes));
    }

    internal ulong ReadUInt64()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        return BinaryPrimitives.ReadUInt64LittleEndian(Read(bytes));
    }

    internal double ReadDouble()
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        return BinaryPrimitives.ReadDoubleBigEndian(Read(bytes));
    }

    /// <summary>Checks that so many bytes follow.</summary>
    internal void Require(ulong length)
    {
        if (length > (ulong)Remaining)
            throw TooShort();
    }

    internal byte[] ReadBytes(ulong length)
    {
        Require(length);
        var bytes = new byte[length];
        Read(bytes);
        return bytes;
    }

    internal string ReadText(ulong length)
    {
        return Decode(ReadBytes(length));
    }

    /// <summary>Reads up to the end of the line, which is not part of it.</summary>
    internal string ReadLine(int longest)
    {
        return Decode(ReadLineBytes(longest));
    }

    /// <summary>Reads up to the end of the line, one character for each byte.</summary>
    internal string ReadLatin1Line(int longest)
    {
        return Encoding.Latin1.GetString(ReadLineBytes(longest));
    }

    private byte[] ReadLineBytes(int longest)
    {
        var line = new List<byte>();
        for (var b = ReadByte(); b != '\n'; b = ReadByte())
        {
            if (line.Count == longest)
                throw new InvalidDataException($"its pickle has a line of more than {longest} bytes");
            line.Add(b);
        }

        return [.. line];
    }

    private static string Decode(byte[] bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException("its pickle has a text that is not UTF-8", e);
        }
    }

    private Span<byte> Read(Span<byte> destination)
    {
        Require((ulong)destination.Length);
        for (var done = 0; done < destination.Length;)
        {
            if (_at == _filled)
                Fill();
            var part = Math.Min(_filled - _at, destination.Length - done);
            _buffer.AsSpan(_at, part).CopyTo(destination[done..]);
            _at += part;
            done += part;
        }

        return destination;
    }

    private void Fill()
    {
        _bufferBegin += _filled;
        _at = 0;
        _filled = 0;
        _filled = _stream.Read(_buffer, 0, (int)Math.Min(_buffer.Length, _length - _bufferBegin));
        if (_filled == 0)
            throw TooShort();
    }

    private InvalidDataException TooShort()
    {
        return new(_length == CheckpointLimits.PickleBytes
            ? $"its pickles are longer than {CheckpointLimits.PickleBytes} bytes"
            : "it ends in the middle of its pickle, or something in it is said to be longer than it is");
    }
}
