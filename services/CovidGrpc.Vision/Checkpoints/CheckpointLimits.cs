namespace CovidGrpc.Vision.Checkpoints;

/// <summary>
/// What a checkpoint may ask for. Far above what real ones need (a network of a thousand tensors with its optimiser: under a megabyte of pickle,
/// under 200,000 operations), low enough that the worst file is refused within about a second and a gibibyte.
/// </summary>
internal static class CheckpointLimits
{
    /// <summary>Bytes of all pickles together.</summary>
    internal const int PickleBytes = 16 << 20;

    /// <summary>Opcodes of one pickle, and items that its calls copy.</summary>
    internal const int Operations = 1 << 20;

    /// <summary>Containers within containers.</summary>
    internal const int NestingDepth = 256;

    /// <summary>Values of the tree where every shared one counts as often as it is reached.</summary>
    internal const long UnfoldedValues = 16 << 20;

    /// <summary>Characters of a module's, a class's or a number's text, and of a dictionary's key.</summary>
    internal const int NameLength = 512;

    /// <summary>Bytes of a text of protocol 0, which torch does not write.</summary>
    internal const int LineLength = 1 << 20;

    /// <summary>Bytes of an integer.</summary>
    internal const int IntegerBytes = 256;

    /// <summary>Dimensions of a tensor.</summary>
    internal const int Dimensions = 8;

    /// <summary>Elements of a tensor that has more of them than its storage.</summary>
    internal const long ExpandedElements = 4 << 20;

    /// <summary>Bytes that are read to find the entries of a ZIP archive.</summary>
    internal const long DirectoryBytes = 16 << 20;

    /// <summary>Inflated bytes of a ZIP entry up to which any ratio is good.</summary>
    internal const long InflatedBytes = 64 << 20;

    /// <summary>Inflated bytes per deflated one of a larger ZIP entry.</summary>
    internal const long InflationRatio = 100;
}
