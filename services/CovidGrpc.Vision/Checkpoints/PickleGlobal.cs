namespace CovidGrpc.Vision.Checkpoints;

/// <summary>A class, function or constant that a pickle mentions by name, for example <c>torch.float32</c>. It is a name and nothing else.</summary>
/// <param name="Module">The Python module.</param>
/// <param name="Name">The name in the module.</param>
public sealed record PickleGlobal(string Module, string Name)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        return $"{Module}.{Name}";
    }
}
