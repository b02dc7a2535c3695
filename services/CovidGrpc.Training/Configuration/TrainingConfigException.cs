namespace CovidGrpc.Training.Configuration;

/// <summary>A configuration that cannot be used. The message lists everything that is wrong with it.</summary>
public sealed class TrainingConfigException : Exception
{
    internal TrainingConfigException(string path, IReadOnlyList<string> errors, Exception? innerException = null)
        : base($"{Path.GetFileName(path)}: {string.Join("; ", errors)}", innerException)
    {
        Errors = errors;
    }

    /// <summary>What is wrong, one thing each.</summary>
    public IReadOnlyList<string> Errors { get; }
}
