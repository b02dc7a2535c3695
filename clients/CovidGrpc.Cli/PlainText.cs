namespace CovidGrpc.Cli;

/// <summary>Text out of files, which may hold any character, on its way to a terminal.</summary>
internal static class PlainText
{
    /// <summary>The text with a question mark for each character that is not to be printed on one line.</summary>
    public static string Of(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '?' : c));

    /// <summary>The same of several lines.</summary>
    public static string OfLines(string text) => string.Join(Environment.NewLine, text.ReplaceLineEndings("\n").Split('\n').Select(Of));
}
