namespace CovidGrpc.Vision.Models;

/// <summary>A model folder cannot be used. Lists everything that is wrong with it, for the person who keeps the model store.</summary>
public sealed class ModelFolderException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="subject">What was read: a file's name, without its folder.</param>
    /// <param name="errors">What is wrong, one sentence each.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public ModelFolderException(string subject, IReadOnlyList<string> errors, Exception? innerException = null)
        : base($"{subject}: {string.Join("; ", errors)}", innerException)
    {
        Subject = subject;
        Errors = errors;
    }

    /// <summary>What was read: a file's name, without its folder.</summary>
    public string Subject { get; }

    /// <summary>What is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Errors { get; }
}
