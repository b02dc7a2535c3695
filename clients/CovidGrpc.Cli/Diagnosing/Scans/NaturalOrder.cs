namespace CovidGrpc.Cli.Diagnosing.Scans;

/// <summary>Names in the order that people give them: <c>slice2</c> before <c>slice10</c>.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (a, b) = (x ?? "", y ?? "");
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
        {
            var one = Part(a, ref i);
            var other = Part(b, ref j);
            var order = char.IsAsciiDigit(one[0]) && char.IsAsciiDigit(other[0]) ? CompareNumbers(one.TrimStart('0'), other.TrimStart('0')) : one.CompareTo(other, StringComparison.Ordinal);
            if (order != 0)
            {
                return order;
            }
        }

        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(a, b);
    }

    private static int CompareNumbers(ReadOnlySpan<char> one, ReadOnlySpan<char> other) =>
        one.Length != other.Length ? one.Length.CompareTo(other.Length) : one.CompareTo(other, StringComparison.Ordinal);

    // Digits, or what stands between digits.
    private static ReadOnlySpan<char> Part(string text, ref int at)
    {
        var start = at;
        while (++at < text.Length && char.IsAsciiDigit(text[at]) == char.IsAsciiDigit(text[start]))
        {
        }

        return text.AsSpan(start, at - start);
    }
}
