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
        var known = new Dictionary<object, Extent>(ReferenceEqualityComparer.Instance);
        var path = new Stack<(IEnumerator<object?> Children, Extent Extent)>();
        Enter(root);
        while (path.TryPeek(out var top))
        {
            if (!top.Children.MoveNext())
            {
                top.Extent.IsOpen = false;
                path.Pop();
                if (path.TryPeek(out var parent))
                    parent.Extent.Add(top.Extent);
            }
            else if (top.Children.Current is { } child && known.TryGetValue(child, out var extent))
            {
                if (extent.IsOpen)
                    throw new InvalidDataException("its pickle has a value that contains itself");
                top.Extent.Add(extent);
            }
            else if (!Enter(top.Children.Current))
            {
                top.Extent.AddLeaf();
            }
        }

        bool Enter(object? value)
        {
            if (value is null || ChildrenOf(value) is not { } children)
                return false;
            var extent = new Extent();
            known.Add(value, extent);
            path.Push((children.GetEnumerator(), extent));
            return true;
        }
    }

    private static IEnumerable<object?>? ChildrenOf(object value)
    {
        return value switch
        {
            PickleList { Items.Count: > 0 } list => list.Items,
            PickleDict dictionary when dictionary.Entries.Count > 0 || dictionary.State is not null =>
                dictionary.Entries.SelectMany(entry => new[] { entry.Key, entry.Value }).Append(dictionary.State),
            OpaqueObject opaque => opaque.Arguments.Append(opaque.State).Append(opaque.Items).Append(opaque.Entries),
            _ => null,
        };
    }

    /// <summary>How far a container reaches.</summary>
    private sealed class Extent
    {
        private int _height = 1;
        private long _values = 1;

        /// <summary>Whether it is on the path from the root.</summary>
        internal bool IsOpen { get; set; } = true;

        internal void AddLeaf()
        {
            _values++;
        }

        internal void Add(Extent child)
        {
            _height = Math.Max(_height, child._height + 1);
            _values += child._values;
            if (_height > CheckpointLimits.NestingDepth)
                throw new InvalidDataException($"its pickle nests values more than {CheckpointLimits.NestingDepth} deep");
            if (_values > CheckpointLimits.UnfoldedValues)
                throw new InvalidDataException($"its pickle unfolds to more than {CheckpointLimits.UnfoldedValues} values");
        }
    }
}
