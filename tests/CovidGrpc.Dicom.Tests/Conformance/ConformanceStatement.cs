using CovidGrpc.Testing;

namespace CovidGrpc.Dicom.Tests.Conformance;

/// <summary>The tables and blocks of <c>deploy/dicom-conformance.md</c>, by the headings above them.</summary>
internal static class ConformanceStatement
{
    private static readonly string[] Lines = File.ReadAllLines(Repository.PathOf("deploy", "dicom-conformance.md"));

    /// <summary>The cells of a table's rows, without its head.</summary>
    public static IReadOnlyList<string[]> Table(string heading) =>
        [.. Section(heading).Where(line => line.StartsWith('|')).Skip(2).Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries))];

    /// <summary>The lines of a block between fences.</summary>
    public static IReadOnlyList<string> Block(string heading) =>
        [.. Section(heading).SkipWhile(line => !line.StartsWith("```", StringComparison.Ordinal)).Skip(1).TakeWhile(line => !line.StartsWith("```", StringComparison.Ordinal))];

    private static IEnumerable<string> Section(string heading)
    {
        var section = Lines.SkipWhile(line => !(line.StartsWith('#') && line.TrimStart('#', ' ') == heading)).ToArray();
        Assert.True(section.Length > 0, $"the statement has no heading {heading}");
        return section.Skip(1).TakeWhile(line => !line.StartsWith('#'));
    }
}
