using System.Buffers.Binary;
using System.Text;

namespace CovidGrpc.Vision.Checkpoints;

/// <summary>Writes a pickle of protocol 2, value by value onto Python's stack.</summary>
internal sealed class PickleWriter
{
    private const byte Protocol = 2;

    private readonly List<byte> _bytes = [];

    internal PickleWriter()
    {
        Opcode(PickleOpcode.Proto);
        _bytes.Add(Protocol);
    }

    internal PickleWriter Mark()
    {
        return Opcode(PickleOpcode.Mark);
    }

    /// <summary>A tuple of the values since the mark.</summary>
    internal PickleWriter Tuple()
    {
        return Opcode(PickleOpcode.Tuple);
    }

    internal PickleWriter EmptyTuple()
    {
        return Opcode(PickleOpcode.EmptyTuple);
    }

    /// <summary>Calls the name below with the tuple on top.</summary>
    internal PickleWriter Call()
    {
        return Opcode(PickleOpcode.Reduce);
    }

    /// <summary>What the persistent identifier on top stands for.</summary>
    internal PickleWriter Persistent()
    {
        return Opcode(PickleOpcode.BinPersId);
    }

    /// <summary>Puts the keys and values since the mark into the dictionary below it.</summary>
    internal PickleWriter SetItems()
    {
        return Opcode(PickleOpcode.SetItems);
    }

    internal PickleWriter False()
    {
        return Opcode(PickleOpcode.NewFalse);
    }

    internal PickleWriter Global(string module, string name)
    {
        Opcode(PickleOpcode.Global);
        _bytes.AddRange(Encoding.ASCII.GetBytes($"{module}\n{name}\n"));
        return this;
    }

    internal PickleWriter Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        Opcode(PickleOpcode.BinUnicode);
        WriteInt32(utf8.Length);
        _bytes.AddRange(utf8);
        return this;
    }

    internal PickleWriter Integer(long number)
    {
        if (number is >= int.MinValue and <= int.MaxValue)
        {
            Opcode(PickleOpcode.BinInt);
            WriteInt32((int)number);
            return this;
        }

        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        Opcode(PickleOpcode.Long1);
        _bytes.Add(sizeof(long));
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>A tuple of numbers.</summary>
    internal PickleWriter Integers(ReadOnlySpan<long> numbers)
    {
        if (numbers.IsEmpty)
            return EmptyTuple();
        Mark();
        foreach (var number in numbers)
            Integer(number);
        return Tuple();
    }

    /// <summary>The whole pickle; the value on top is its content.</summary>
    internal byte[] Stop()
    {
        Opcode(PickleOpcode.Stop);
        return [.. _bytes];
    }

    private PickleWriter Opcode(PickleOpcode opcode)
    {
        _bytes.Add((byte)opcode);
        return this;
    }

    private void WriteInt32(int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        _bytes.AddRange(bytes);
    }
}
