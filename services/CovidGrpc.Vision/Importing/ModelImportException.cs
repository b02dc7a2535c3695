namespace CovidGrpc.Vision.Importing;

/// <summary>Weights cannot become a model folder, or a model folder not a file; nothing was left behind.</summary>
/// <param name="subject">The file or folder, without the folder that it is in.</param>
/// <param name="errors">What is wrong, one sentence each.</param>
public sealed class ModelImportException(string subject, IReadOnlyList<string> errors) : Exception($"{subject}: {string.Join("; ", errors)}")
{
    /// <summary>The file or folder.</summary>
    public string Subject { get; } = subject;

    /// <summary>What is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
