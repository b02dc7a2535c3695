using System.Buffers.Binary;
using System.Text;
using CovidGrpc.Vision.Checkpoints;

namespace CovidGrpc.Vision.Tests.Checkpoints;

/// <summary>Writes pickles of protocol 2 by hand: arrays are tuples, and what has no .NET type is one of the records here.</summary>
internal sealed class PickleBuilder
{
    private readonly List<byte> _bytes = [];

    /// <summary>A name.</summary>
    public sealed record Global(string Module, string Name);

    /// <summary>A call of a name.</summary>
    public sealed record Call(Global Function, params object?[] Arguments);

    /// <summary>An object with attributes.</summary>
    public sealed record Instance(Global Class, object? State);

    /// <summary>What a persistent identifier stands for.</summary>
    public sealed record Persistent(params object?[] Parts);

    /// <summary>A dictionary.</summary>
    public sealed record Dict(params (object? Key, object? Value)[] Entries);

    /// <summary>Opcodes as they are.</summary>
    public sealed record Raw(params byte[] Opcodes);

    /// <summary>A pickle of one value.</summary>
    public static byte[] Of(object? value)
    {
        return new PickleBuilder().Opcode(PickleOpcode.Proto, 2).Value(value).Opcode(PickleOpcode.Stop).ToArray();
    }

    public static Persistent Storage(string storageClass, string key, long count)
    {
        return new("storage", new Global("torch", storageClass), key, "cpu", count);
    }

    public static Call Tensor(object storage, long offset, object?[] shape, object?[] strides)
    {
        return new(new("torch._utils", "_rebuild_tensor_v2"), storage, offset, shape, strides, false, new Call(new("collections", "OrderedDict")));
    }

    public PickleBuilder Opcode(PickleOpcode opcode, params byte[] arguments)
    {
        _bytes.Add((byte)opcode);
        _bytes.AddRange(arguments);
        return this;
    }

    public PickleBuilder Value(object? value)
    {
        return value switch
        {
            null => Opcode(PickleOpcode.None),
            bool truth => Opcode(truth ? PickleOpcode.NewTrue : PickleOpcode.NewFalse),
            int number => Value((long)number),
            long number => Opcode(PickleOpcode.Long1, [sizeof(long), .. BitConverter.GetBytes(number)]),
            double number => Opcode(PickleOpcode.BinFloat, BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(BitConverter.DoubleToInt64Bits(number)))),
            string text => Opcode(PickleOpcode.BinUnicode, [.. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)]),
            Raw raw => Opcode((PickleOpcode)raw.Opcodes[0], raw.Opcodes[1..]),
            Global global => Opcode(PickleOpcode.Global, Encoding.UTF8.GetBytes($"{global.Module}\n{global.Name}\n")),
            Call call => Value(call.Function).Value(call.Arguments).Opcode(PickleOpcode.Reduce),
            Instance instance => Value(instance.Class).Opcode(PickleOpcode.EmptyTuple).Opcode(PickleOpcode.NewObj).Value(instance.State).Opcode(PickleOpcode.Build),
            Persistent reference => Value(reference.Parts).Opcode(PickleOpcode.BinPersId),
            Dict dictionary => Many(PickleOpcode.EmptyDict, dictionary.Entries.SelectMany(entry => new[] { entry.Key, entry.Value }), PickleOpcode.SetItems),
            List<object?> list => Many(PickleOpcode.EmptyList, list, PickleOpcode.Appends),
            object?[] tuple => Opcode(PickleOpcode.Mark).All(tuple).Opcode(PickleOpcode.Tuple),
            _ => throw new NotSupportedException(value.GetType().Name),
        };
    }

    public byte[] ToArray()
    {
        return [.. _bytes];
    }

    private PickleBuilder Many(PickleOpcode empty, IEnumerable<object?> items, PickleOpcode end)
    {
        return Opcode(empty).Opcode(PickleOpcode.Mark).All(items).Opcode(end);
    }

    private PickleBuilder All(IEnumerable<object?> items)
    {
        foreach (var item in items)
            Value(item);
        return this;
    }
}
