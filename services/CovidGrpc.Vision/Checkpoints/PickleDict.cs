using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace CovidGrpc.Vision.Checkpoints;

/// <summary>A dictionary of a checkpoint.</summary>
public sealed class PickleDict
{
    // Up to so many entries looking at each is faster than an index.
    private const int EntriesWithoutIndex = 8;

    // A file may have half a million dictionaries: each takes memory for what is in it.
    private List<KeyValuePair<object?, object?>>? _entries;
    private Dictionary<object, int>? _index;

    internal PickleDict()
    {
    }

    /// <summary>
    /// Keys and values (<see cref="Checkpoint.Root"/> says which there are), in the order of Python's dictionary. Keys that are no text,
    /// number or name, such as tuples, are not compared with each other.
    /// </summary>
    public IReadOnlyList<KeyValuePair<object?, object?>> Entries => _entries ?? (IReadOnlyList<KeyValuePair<object?, object?>>)[];

    /// <summary>Attributes of the dictionary itself, such as the <c>_metadata</c> of a state dict; usually null.</summary>
    public object? State { get; internal set; }

    /// <summary>Finds the value of a text key.</summary>
    public bool TryGetValue(string key, out object? value)
    {
        var at = Find(key);
        value = at < 0 ? null : _entries![at].Value;
        return at >= 0;
    }

    internal void Set(object? key, object? value)
    {
        // A text is hashed anew each time: a file may hold one of megabytes and use it half a million times.
        if (key is string { Length: > CheckpointLimits.NameLength })
            throw new InvalidDataException($"its pickle has a dictionary with a key of more than {CheckpointLimits.NameLength} characters");
        var at = IsCompared(key) ? Find(key!) : -1;
        if (at >= 0)
        {
            _entries![at] = new(_entries[at].Key, value);
            return;
        }

        _entries ??= new(1);
        _entries.Add(new(key, value));
        if (_index is not null)
        {
            AddToIndex(_entries.Count - 1);
        }
        else if (_entries.Count > EntriesWithoutIndex)
        {
            _index = new(KeyComparer.Instance);
            for (var i = 0; i < _entries.Count; i++)
                AddToIndex(i);
        }
    }

    private static bool IsCompared(object? key)
    {
        return key is string or long or double or bool or BigInteger or PickleGlobal;
    }

    private int Find(object key)
    {
        if (_index is not null)
            return _index.TryGetValue(key, out var at) ? at : -1;
        for (var i = 0; i < _entries?.Count; i++)
        {
            if (IsCompared(_entries[i].Key) && key.Equals(_entries[i].Key))
                return i;
        }

        return -1;
    }

    private void AddToIndex(int entry)
    {
        if (IsCompared(_entries![entry].Key))
            _index!.Add(_entries[entry].Key!, entry);
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
                double number => Mix(BitConverter.DoubleToInt64Bits(AsCompared(number))),
                _ => obj.GetHashCode(),
            };
        }

        // Zeros are equal whatever their sign, and so are NaNs whatever their bits.
        private static double AsCompared(double number)
        {
            return number == 0 ? 0 : double.IsNaN(number) ? double.NaN : number;
        }

        private static int Mix(long bits)
        {
            return HashCode.Combine((int)bits, (int)(bits >> 32));
        }
    }
}
