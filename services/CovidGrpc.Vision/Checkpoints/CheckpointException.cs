namespace CovidGrpc.Vision.Checkpoints;

/// <summary>A checkpoint cannot be used: it is damaged, lies about its contents, asks for something that is not allowed, or holds no weights.</summary>
public sealed class CheckpointException : Exception
{
    private const int LongestText = 400;

    /// <summary>Creates the exception.</summary>
    /// <param name="file">The file's name, without its folder.</param>
    /// <param name="problem">What is wrong with it. It may quote the file: what cannot be printed on one line is replaced.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public CheckpointException(string file, string problem, Exception? innerException = null)
        : base($"{OneLine(file)}: {OneLine(problem)}", innerException)
    {
    }

    private static string OneLine(string text)
    {
        var cut = text.Length > LongestText ? $"{text.AsSpan(0, LongestText)}…" : text;
        return string.Concat(cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '?' : c));
    }
}
