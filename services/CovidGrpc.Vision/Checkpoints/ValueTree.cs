namespace CovidGrpc.Vision.Checkpoints;

/// <summary>
/// Proves that a pickle's values are a tree that can be walked: nothing contains itself, the nesting is limited, and so is the number of values
/// where shared ones are walked again at every place.
/// </summary>
internal static class ValueTree
{
    /// <exception cref="InvalidDataException">It is no such tree.</exception>
    internal static void Check(object? root)
    {
        var known = new Dictionary<object, Branch>(ReferenceEqualityComparer.Instance);
        var path = new Stack<Branch>();
        Enter(root);
        while (path.TryPeek(out var branch))
        {
            if (!branch.HasNextChild)
            {
                branch.IsOpen = false;
                path.Pop();
                if (path.TryPeek(out var parent))
                    parent.Add(branch);
            }
            else if (branch.NextChild() is { } child && !Enter(child) && known.TryGetValue(child, out var other))
            {
                if (other.IsOpen)
                    throw new InvalidDataException("its pickle has a value that contains itself");
                branch.Add(other);
            }
        }

        bool Enter(object? value)
        {
            if (value is null || ChildCount(value) is 0 || known.ContainsKey(value))
                return false;
            if (path.Count == CheckpointLimits.NestingDepth)
                throw TooDeep();
            var branch = new Branch(value, ChildCount(value));
            known.Add(value, branch);
            path.Push(branch);
            return true;
        }
    }

    private static int ChildCount(object value)
    {
        return value switch
        {
            PickleList list => list.Items.Count,
            PickleDict dictionary => 2 * dictionary.Entries.Count + 1,
            OpaqueObject opaque => opaque.Arguments.Count + 3,
            _ => 0,
        };
    }

    private static object? Child(object value, int index)
    {
        return value switch
        {
            PickleList list => list.Items[index],
            PickleDict dictionary when index == 2 * dictionary.Entries.Count => dictionary.State,
            PickleDict dictionary when index % 2 == 0 => dictionary.Entries[index / 2].Key,
            PickleDict dictionary => dictionary.Entries[index / 2].Value,
            OpaqueObject opaque when index < opaque.Arguments.Count => opaque.Arguments[index],
            OpaqueObject opaque => (index - opaque.Arguments.Count) switch { 0 => opaque.State, 1 => opaque.Items, _ => opaque.Entries },
            _ => throw new ArgumentException("It has no children.", nameof(value)),
        };
    }

    private static InvalidDataException TooDeep()
    {
        return new($"its pickle nests values more than {CheckpointLimits.NestingDepth} deep");
    }

    /// <summary>A container that is being walked or has been, and how far it reaches.</summary>
    private sealed class Branch(object container, int childCount)
    {
        private int _next;
        private int _height = 1;
        private long _values = 1L + childCount;

        /// <summary>Whether it is on the path from the root.</summary>
        internal bool IsOpen { get; set; } = true;

        internal bool HasNextChild => _next < childCount;

        internal object? NextChild()
        {
            return Child(container, _next++);
        }

        internal void Add(Branch child)
        {
            _height = Math.Max(_height, child._height + 1);
            _values += child._values;
            if (_height > CheckpointLimits.NestingDepth)
                throw TooDeep();
            if (_values > CheckpointLimits.UnfoldedValues)
                throw new InvalidDataException($"its pickle unfolds to more than {CheckpointLimits.UnfoldedValues} values");
        }
    }
}
