using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using static CovidGrpc.Vision.Checkpoints.PickleListKind;

namespace CovidGrpc.Vision.Checkpoints;

/// <summary>
/// Interprets one pickle of protocol 0 to 5 (the opcodes as Python's <c>pickletools</c> describes them) into a tree of values. It runs nothing
/// (see <see cref="PickleCalls"/>), works without recursion and ends after a bounded number of operations.
/// </summary>
internal sealed class PickleMachine
{
    private readonly PickleBytes _bytes;
    private readonly Func<object?, object?> _load;
    private readonly OperationBudget _budget = new();
    private readonly PickleCalls _calls;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];

    private PickleMachine(PickleBytes bytes, Func<object?, object?> load)
    {
        _bytes = bytes;
        _load = load;
        _calls = new(_budget);
    }

    private int Bottom => _marks.Count == 0 ? 0 : _marks[^1];

    /// <summary>Reads one pickle up to its STOP.</summary>
    /// <param name="bytes">Where it is.</param>
    /// <param name="load">Gives what a persistent identifier stands for.</param>
    /// <exception cref="InvalidDataException">It is malformed, asks for what is not allowed or passes a limit.</exception>
    internal static object? Read(PickleBytes bytes, Func<object?, object?> load)
    {
        var root = new PickleMachine(bytes, load).Run();
        ValueTree.Check(root);
        return root;
    }

    private object? Run()
    {
        while (true)
        {
            _budget.Spend();
            var opcode = (PickleOpcode)_bytes.ReadByte();
            if (opcode == PickleOpcode.Stop)
                return Pop();
            Execute(opcode);
        }
    }

    private void Execute(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto:
                if (_bytes.ReadByte() is var protocol and > 5)
                    throw new InvalidDataException($"its pickle has protocol {protocol}, the highest known is 5");
                break;
            case PickleOpcode.Frame:
                _bytes.Require(_bytes.ReadUInt64());
                break;
            case PickleOpcode.None:
                Push(null);
                break;
            case PickleOpcode.NewTrue:
                Push(true);
                break;
            case PickleOpcode.NewFalse:
                Push(false);
                break;
            case PickleOpcode.BinInt:
                Push((long)_bytes.ReadInt32());
                break;
            case PickleOpcode.BinInt1:
                Push((long)_bytes.ReadByte());
                break;
            case PickleOpcode.BinInt2:
                Push((long)_bytes.ReadUInt16());
                break;
            case PickleOpcode.Int:
                Push(_bytes.ReadLine(CheckpointLimits.NameLength) switch { "00" => false, "01" => true, var text => PickleText.Integer(text) });
                break;
            case PickleOpcode.Long:
                Push(PickleText.Integer(_bytes.ReadLine(CheckpointLimits.NameLength).TrimEnd('L')));
                break;
            case PickleOpcode.Long1:
                Push(Integer(_bytes.ReadByte()));
                break;
            case PickleOpcode.Long4:
                Push(Integer(Length(_bytes.ReadInt32())));
                break;
            case PickleOpcode.Float:
                Push(PickleText.Number(_bytes.ReadLine(CheckpointLimits.NameLength)));
                break;
            case PickleOpcode.BinFloat:
                Push(_bytes.ReadDouble());
                break;
            case PickleOpcode.String:
                Push(PickleText.Quoted(_bytes.ReadLatin1Line(CheckpointLimits.LineLength)));
                break;
            case PickleOpcode.Unicode:
                Push(PickleText.RawUnicode(_bytes.ReadLatin1Line(CheckpointLimits.LineLength)));
                break;
            case PickleOpcode.ShortBinString or PickleOpcode.ShortBinUnicode:
                Push(_bytes.ReadText(_bytes.ReadByte()));
                break;
            case PickleOpcode.BinString:
                Push(_bytes.ReadText(Length(_bytes.ReadInt32())));
                break;
            case PickleOpcode.BinUnicode:
                Push(_bytes.ReadText((uint)_bytes.ReadInt32()));
                break;
            case PickleOpcode.BinUnicode8:
                Push(_bytes.ReadText(_bytes.ReadUInt64()));
                break;
            case PickleOpcode.ShortBinBytes:
                Push(_bytes.ReadBytes(_bytes.ReadByte()));
                break;
            case PickleOpcode.BinBytes:
                Push(_bytes.ReadBytes((uint)_bytes.ReadInt32()));
                break;
            case PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8:
                Push(_bytes.ReadBytes(_bytes.ReadUInt64()));
                break;
            default:
                ExecuteOnStack(opcode);
                break;
        }
    }

    private void ExecuteOnStack(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark:
                _marks.Add(_stack.Count);
                break;
            case PickleOpcode.Pop when _marks.Count > 0 && _stack.Count == Bottom:
            case PickleOpcode.PopMark:
                PopToMark();
                break;
            case PickleOpcode.Pop:
                Pop();
                break;
            case PickleOpcode.Dup:
                Push(Top());
                break;
            case PickleOpcode.Get:
                Push(Recall(MemoIndex(_bytes.ReadLine(CheckpointLimits.NameLength))));
                break;
            case PickleOpcode.BinGet:
                Push(Recall(_bytes.ReadByte()));
                break;
            case PickleOpcode.LongBinGet:
                Push(Recall((uint)_bytes.ReadInt32()));
                break;
            case PickleOpcode.Put:
                _memo[MemoIndex(_bytes.ReadLine(CheckpointLimits.NameLength))] = Top();
                break;
            case PickleOpcode.BinPut:
                _memo[_bytes.ReadByte()] = Top();
                break;
            case PickleOpcode.LongBinPut:
                _memo[(uint)_bytes.ReadInt32()] = Top();
                break;
            case PickleOpcode.Memoize:
                _memo[(uint)_memo.Count] = Top();
                break;
            case PickleOpcode.EmptyTuple:
                Push(new PickleList(PickleListKind.Tuple, []));
                break;
            case PickleOpcode.Tuple1 or PickleOpcode.Tuple2 or PickleOpcode.Tuple3:
                Push(new PickleList(PickleListKind.Tuple, PopMany(opcode - PickleOpcode.Tuple1 + 1)));
                break;
            case PickleOpcode.Tuple:
                Push(new PickleList(PickleListKind.Tuple, PopToMark()));
                break;
            case PickleOpcode.EmptyList:
                Push(new PickleList(List, []));
                break;
            case PickleOpcode.List:
                Push(new PickleList(List, PopToMark()));
                break;
            case PickleOpcode.EmptySet:
                Push(new PickleList(Set, []));
                break;
            case PickleOpcode.FrozenSet:
                Push(new PickleList(FrozenSet, PopToMark()));
                break;
            case PickleOpcode.EmptyDict:
                Push(new PickleDict());
                break;
            default:
                ExecuteOnObject(opcode);
                break;
        }
    }

    private void ExecuteOnObject(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Append:
                Append(PopMany(1), List);
                break;
            case PickleOpcode.Appends:
                Append(PopToMark(), List);
                break;
            case PickleOpcode.AddItems:
                Append(PopToMark(), Set);
                break;
            case PickleOpcode.Dict:
                var entries = PopToMark();
                Push(new PickleDict());
                SetItems(entries);
                break;
            case PickleOpcode.SetItem:
                SetItems(PopMany(2));
                break;
            case PickleOpcode.SetItems:
                SetItems(PopToMark());
                break;
            case PickleOpcode.Global:
                Push(PickleCalls.Mention(_bytes.ReadLine(CheckpointLimits.NameLength), _bytes.ReadLine(CheckpointLimits.NameLength)));
                break;
            case PickleOpcode.StackGlobal:
                var name = PopName();
                Push(PickleCalls.Mention(PopName(), name));
                break;
            case PickleOpcode.Reduce:
                var arguments = PopTuple();
                Push(_calls.Call(Pop(), arguments));
                break;
            case PickleOpcode.Inst:
                var called = PickleCalls.Mention(_bytes.ReadLine(CheckpointLimits.NameLength), _bytes.ReadLine(CheckpointLimits.NameLength));
                Push(_calls.Call(called, new(PickleListKind.Tuple, PopToMark())));
                break;
            case PickleOpcode.Obj:
                var parts = PopToMark();
                Push(parts.Length == 0 ? throw Underflow() : _calls.Call(parts[0], new(PickleListKind.Tuple, parts[1..])));
                break;
            case PickleOpcode.NewObj:
                var constructorArguments = PopTuple();
                Push(_calls.Instantiate(Pop(), constructorArguments));
                break;
            case PickleOpcode.NewObjEx:
                var named = Pop() as PickleDict;
                if (named is not { Entries.Count: 0 })
                    throw new InvalidDataException("its pickle makes an object with named arguments");
                goto case PickleOpcode.NewObj;
            case PickleOpcode.Build:
                Build(Pop());
                break;
            case PickleOpcode.BinPersId:
                Push(_load(Pop()));
                break;
            case PickleOpcode.PersId or PickleOpcode.Ext1 or PickleOpcode.Ext2 or PickleOpcode.Ext4 or PickleOpcode.NextBuffer or PickleOpcode.ReadOnlyBuffer:
                throw new InvalidDataException($"its pickle has opcode {opcode}, which no checkpoint needs");
            default:
                throw new InvalidDataException($"its pickle has an unknown opcode 0x{(byte)opcode:X2}");
        }
    }

    private void Append(object?[] items, PickleListKind kind)
    {
        switch (Top())
        {
            case PickleList list when list.Kind == kind:
                list.Append(items);
                break;
            case OpaqueObject derived when derived.Items is null || derived.Items.Kind == kind:
                (derived.Items ??= new(kind, [])).Append(items);
                break;
            default:
                throw new InvalidDataException("its pickle appends to something that is no list");
        }
    }

    private void SetItems(object?[] items)
    {
        if (items.Length % 2 != 0)
            throw new InvalidDataException("its pickle has a key without a value");
        var dictionary = Top() switch
        {
            PickleDict plain => plain,
            OpaqueObject derived => derived.Entries ??= new(),
            _ => throw new InvalidDataException("its pickle sets an entry of something that is no dictionary"),
        };
        for (var i = 0; i < items.Length; i += 2)
            dictionary.Set(items[i], items[i + 1]);
    }

    private void Build(object? state)
    {
        switch (Top())
        {
            case OpaqueObject target:
                target.State = state;
                break;
            case PickleDict target:
                target.State = state;
                break;
            default:
                throw new InvalidDataException("its pickle sets attributes of something that has none");
        }
    }

    private object Integer(ulong length)
    {
        if (length > CheckpointLimits.IntegerBytes)
            throw new InvalidDataException($"its pickle has an integer of more than {CheckpointLimits.IntegerBytes} bytes");
        return PickleText.Narrow(new BigInteger(_bytes.ReadBytes(length)));
    }

    private static ulong Length(int length)
    {
        return length < 0 ? throw new InvalidDataException("its pickle has a negative length") : (ulong)length;
    }

    private static uint MemoIndex(string text)
    {
        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw new InvalidDataException("its pickle has a malformed memo index");
    }

    private object? Recall(uint index)
    {
        return _memo.TryGetValue(index, out var value) ? value : throw new InvalidDataException("its pickle recalls a value that it has not stored");
    }

    private void Push(object? value)
    {
        _stack.Add(value);
    }

    private object? Top()
    {
        return _stack.Count > Bottom ? _stack[^1] : throw Underflow();
    }

    private object? Pop()
    {
        var value = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] PopMany(int count)
    {
        if (_stack.Count - count < Bottom)
            throw Underflow();
        return Cut(_stack.Count - count);
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0)
            throw Underflow();
        var bottom = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        return Cut(bottom);
    }

    private object?[] Cut(int begin)
    {
        var values = CollectionsMarshal.AsSpan(_stack)[begin..].ToArray();
        _stack.RemoveRange(begin, values.Length);
        return values;
    }

    private PickleList PopTuple()
    {
        return Pop() is PickleList { Kind: PickleListKind.Tuple } tuple
            ? tuple
            : throw new InvalidDataException("its pickle calls with something that is no tuple");
    }

    private string PopName()
    {
        return Pop() is string { Length: <= CheckpointLimits.NameLength } name ? name : throw new InvalidDataException("its pickle has a malformed name");
    }

    private static InvalidDataException Underflow()
    {
        return new("its pickle takes a value from an empty stack");
    }
}
