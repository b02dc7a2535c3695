namespace CovidGrpc.Vision.Checkpoints;

/// <summary>
/// An object of a class that this reader does not know, or knows as inert: a record of what the file says about it. The class is never
/// looked up and nothing of it is run.
/// </summary>
public sealed class OpaqueObject
{
    internal OpaqueObject(string className, IReadOnlyList<object?> arguments)
    {
        ClassName = className;
        Arguments = arguments;
    }

    /// <summary>Module and name of the class, for example <c>models.mask_net.rpn_segmentation.AnchorGenerator</c>.</summary>
    public string ClassName { get; }

    /// <summary>Arguments of its construction.</summary>
    public IReadOnlyList<object?> Arguments { get; }

    /// <summary>Its attributes, normally a <see cref="PickleDict"/>; null when it has none.</summary>
    public object? State { get; internal set; }

    /// <summary>Its items where its class derives from <c>list</c> or <c>set</c>.</summary>
    public PickleList? Items { get; internal set; }

    /// <summary>Its entries where its class derives from <c>dict</c>.</summary>
    public PickleDict? Entries { get; internal set; }
}
