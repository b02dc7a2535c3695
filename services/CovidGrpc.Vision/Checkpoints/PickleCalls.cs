using System.Numerics;
using System.Text;
using static CovidGrpc.Vision.Checkpoints.PickleListKind;

namespace CovidGrpc.Vision.Checkpoints;

/// <summary>
/// What a pickle may name and what it may call. The rule:
/// <list type="number">
/// <item>a name in a module of the Python runtime (<see cref="RuntimeModules"/>) is refused, unless it is on the list below;</item>
/// <item>a call (REDUCE, INST, OBJ) of anything that is not on the list is refused, whatever its module is;</item>
/// <item>another name may stand in the tree as a <see cref="PickleGlobal"/>, and an object that is made without a call (NEWOBJ, or
/// <c>copyreg._reconstructor</c>) becomes an <see cref="OpaqueObject"/>, a record of its attributes.</item>
/// </list>
/// What is on the list is computed here; no Python name is ever looked up, let alone run.
/// </summary>
internal sealed class PickleCalls(OperationBudget budget)
{
    /// <summary>Refuses names that a checkpoint may not even mention.</summary>
    internal static PickleGlobal Mention(string module, string name)
    {
        var global = new PickleGlobal(module, name);
        if (RuntimeModules.Contain(module) && !IsClass(global) && !IsFunction(global) && Plain(global) != "builtins.object")
            throw Refused(global);
        return global;
    }

    /// <summary>What calling <paramref name="target"/> gives.</summary>
    internal object? Call(object? target, PickleList arguments)
    {
        if (target is not PickleGlobal global)
            throw new InvalidDataException("its pickle calls something that is no name");
        if (IsClass(global))
            return Construct(global, arguments.Items);
        return IsFunction(global) ? Apply(global, arguments.Items) : throw Refused(global);
    }

    /// <summary>What making an object of class <paramref name="target"/> without a call of its constructor gives.</summary>
    internal object? Instantiate(object? target, PickleList arguments)
    {
        if (target is not PickleGlobal global)
            throw new InvalidDataException("its pickle makes an object of something that is no class");
        if (IsFunction(global))
            throw Refused(global);
        return IsClass(global) ? Construct(global, arguments.Items) : new OpaqueObject(global.ToString(), arguments.Items);
    }

    private static bool IsClass(PickleGlobal global)
    {
        return Plain(global) is "collections.OrderedDict" or "builtins.dict" or "builtins.list" or "builtins.tuple" or "builtins.set"
            or "builtins.frozenset" or "builtins.complex" or "builtins.bytearray" or "builtins.slice" or "torch.Size" or "torch.device"
            or "torch.nn.parameter.Parameter" or "torch.nn.Parameter";
    }

    private static bool IsFunction(PickleGlobal global)
    {
        return Plain(global) is "copyreg._reconstructor" or "_codecs.encode" or "torch._utils._rebuild_tensor" or "torch._utils._rebuild_tensor_v2"
            or "torch._utils._rebuild_tensor_v3" or "torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state"
            or "torch._tensor._rebuild_from_type_v2" or "torch.serialization._get_layout" or "torch.nn.backends.thnn._get_thnn_function_backend";
    }

    // Python 3 writes its modules by the names of Python 2 up to protocol 2.
    private static string Plain(PickleGlobal global)
    {
        return global.Module switch
        {
            "__builtin__" => $"builtins.{global.Name}",
            "copy_reg" => $"copyreg.{global.Name}",
            _ => global.ToString(),
        };
    }

    private static InvalidDataException Refused(PickleGlobal global)
    {
        return new($"it asks for {global}, which is not allowed");
    }

    private static InvalidDataException Misused(PickleGlobal global)
    {
        return new($"it calls {global} with arguments that are not its own");
    }

    private object Construct(PickleGlobal global, IReadOnlyList<object?> arguments)
    {
        return (Plain(global), arguments) switch
        {
            ("collections.OrderedDict" or "builtins.dict", []) => new PickleDict(),
            ("collections.OrderedDict" or "builtins.dict", [PickleList pairs]) => Dictionary(global, pairs.Items),
            ("builtins.list", _) => new PickleList(List, Copy(global, arguments)),
            ("builtins.tuple", _) => new PickleList(PickleListKind.Tuple, Copy(global, arguments)),
            ("builtins.set", _) => new PickleList(Set, Copy(global, arguments)),
            ("builtins.frozenset", _) => new PickleList(FrozenSet, Copy(global, arguments)),
            ("torch.Size", _) => new PickleList(Size, Copy(global, arguments)),
            ("builtins.complex", [double real, double imaginary]) => new Complex(real, imaginary),
            ("builtins.bytearray", []) => Array.Empty<byte>(),
            ("builtins.bytearray", [byte[] bytes]) => bytes,
            ("builtins.bytearray", [string text, "latin-1" or "latin1"]) => Latin1(global, text),
            ("builtins.slice", [_, _, _]) or ("torch.device", [_] or [_, _]) => new OpaqueObject(global.ToString(), arguments),
            ("torch.nn.parameter.Parameter" or "torch.nn.Parameter", [TensorReference data, ..]) when arguments.Count <= 2 =>
                data with { IsParameter = true },
            _ => throw Misused(global),
        };
    }

    private object Apply(PickleGlobal global, IReadOnlyList<object?> arguments)
    {
        return (Plain(global), arguments) switch
        {
            ("torch._utils._rebuild_tensor", [StorageReference storage, long offset, PickleList size, PickleList stride]) =>
                Tensor(storage, storage.Type, offset, size, stride),
            ("torch._utils._rebuild_tensor_v2", [StorageReference storage, long offset, PickleList size, PickleList stride, bool, _, ..])
                when arguments.Count <= 7 =>
                Tensor(storage, storage.Type, offset, size, stride),
            ("torch._utils._rebuild_tensor_v3",
                [StorageReference storage, long offset, PickleList size, PickleList stride, bool, _, PickleGlobal dtype, ..])
                when arguments.Count <= 8 =>
                Tensor(storage, ElementType.Named(dtype) ?? throw Refused(dtype), offset, size, stride),
            ("torch._utils._rebuild_parameter", [TensorReference data, bool, _]) => data with { IsParameter = true },
            ("torch._utils._rebuild_parameter_with_state", [TensorReference data, bool, _, _]) => data with { IsParameter = true },
            ("torch._tensor._rebuild_from_type_v2", [PickleGlobal rebuild, PickleGlobal, PickleList parts, _]) when IsTensorFunction(rebuild) =>
                Apply(rebuild, parts.Items),
            ("torch.serialization._get_layout", [string]) or ("torch.nn.backends.thnn._get_thnn_function_backend", []) =>
                new OpaqueObject(global.ToString(), arguments),
            ("copyreg._reconstructor", [PickleGlobal of, PickleGlobal, _]) when !IsFunction(of) => new OpaqueObject(of.ToString(), [.. arguments.Skip(2)]),
            ("_codecs.encode", [string text, "latin1" or "latin-1"]) => Latin1(global, text),
            _ => throw Misused(global),
        };
    }

    private static bool IsTensorFunction(PickleGlobal global)
    {
        return global.Module == "torch._utils" && IsFunction(global);
    }

    private static TensorReference Tensor(StorageReference storage, ElementType type, long offset, PickleList shape, PickleList strides)
    {
        if (offset < 0 || (type != storage.Type && storage.ViewBegin > 0))
            throw new InvalidDataException("a tensor's shape, strides or offset are malformed");
        return new(storage, type, offset, Numbers(shape.Items), Numbers(strides.Items));
    }

    private static long[] Numbers(IReadOnlyList<object?> items)
    {
        if (items.Count > CheckpointLimits.Dimensions)
            throw new InvalidDataException($"a tensor has more than {CheckpointLimits.Dimensions} dimensions");
        return [.. items.Select(item => item as long? ?? throw new InvalidDataException("a tensor's shape, strides or offset are malformed"))];
    }

    private List<object?> Copy(PickleGlobal global, IReadOnlyList<object?> arguments)
    {
        if (arguments.Count == 0)
            return [];
        if (arguments is not [PickleList items])
            throw Misused(global);
        budget.Spend(items.Items.Count);
        return [.. items.Items];
    }

    private PickleDict Dictionary(PickleGlobal global, IReadOnlyList<object?> pairs)
    {
        budget.Spend(pairs.Count);
        var dictionary = new PickleDict();
        foreach (var pair in pairs)
        {
            if (pair is not PickleList { Items: [var key, var value] })
                throw Misused(global);
            dictionary.Set(key, value);
        }

        return dictionary;
    }

    private byte[] Latin1(PickleGlobal global, string text)
    {
        budget.Spend(text.Length);
        return text.Any(c => c > '\u00FF') ? throw Misused(global) : Encoding.Latin1.GetBytes(text);
    }
}
