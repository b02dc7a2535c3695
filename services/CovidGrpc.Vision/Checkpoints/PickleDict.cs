using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace CovidGrpc.Vision.Checkpoints;

/// <summary>A dictionary of a checkpoint.</summary>
public sealed class PickleDict
{
    private readonly List<KeyValuePair<object?, object?>> _entries = [];
    private Dictionary<object, int>? _index;

    internal PickleDict()
    {
    }

    /// <summary>
    /// Keys and values (<see cref="Checkpoint.Root"/> says which there are), in the order of Python's dictionary. Keys that are no text,
    /// number or name, such as tuples, are not compared with each other.
    /// </summary>
    public IReadOnlyList<KeyValuePair<object?, object?>> Entries => _entries;

    /// <summary>Attributes of the dictionary itself, such as the <c>_metadata</c> of a state dict; usually null.</summary>
    public object? State { get; internal set; }

    /// <summary>Finds the value of a text key.</summary>
    public bool TryGetValue(string key, out object? value)
    {
        if (_index is not null && _index.TryGetValue(key, out var at))
        {
            value = _entries[at].Value;
            return true;
        }

        value = null;
        return false;
    }

    internal void Set(object? key, object? value)
    {
        if (key is string or long or double or bool or BigInteger or PickleGlobal)
        {
            _index ??= new(KeyComparer.Instance);
            if (!_index.TryAdd(key, _entries.Count))
            {
                var at = _index[key];
                _entries[at] = new(_entries[at].Key, value);
                return;
            }
        }

        _entries.Add(new(key, value));
    }

    /// <summary>Hash codes that a file's author cannot foresee: those of .NET's 64-bit numbers are.</summary>
    private sealed class KeyComparer : IEqualityComparer<object>
    {
        internal static readonly KeyComparer Instance = new();

        public new bool Equals(object? x, object? y)
        {
            return object.Equals(x, y);
        }

        public int GetHashCode([DisallowNull] object obj)
        {
            return obj switch
            {
                long number => Mix(number),
                double number => Mix(BitConverter.DoubleToInt64Bits(number)),
                _ => obj.GetHashCode(),
            };
        }

        private static int Mix(long bits)
        {
            return HashCode.Combine((int)bits, (int)(bits >> 32));
        }
    }
}
