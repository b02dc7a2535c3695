using System.Text.RegularExpressions;

namespace CovidGrpc.House.Tests;

/// <summary>deploy/threat-model.md promises nothing that no test shows.</summary>
public sealed partial class ThreatModelTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(House.Root.FullName, "deploy", "threat-model.md"));

    public static TheoryData<string, string> Named => [.. Lines.SelectMany(line => Test().Matches(line)).Select(test => (test.Groups["class"].Value, test.Groups["name"].Value)).Distinct()];

    [Theory]
    [MemberData(nameof(Named))]
    public void Test_NamedByTheThreatModel_Exists(string type, string name)
    {
        var files = new DirectoryInfo(Path.Combine(House.Root.FullName, "tests")).EnumerateFiles($"{type}.cs", SearchOption.AllDirectories)
            .Select(file => File.ReadAllText(file.FullName)).Where(text => Regex.IsMatch(text, $@"\bclass {type}\b")).ToArray();

        Assert.NotEmpty(files);
        Assert.Contains(files, text => Regex.IsMatch(text, $@"\[(Fact|Theory)[^\n]*\](\s*\[[^\n]*\])*\s*public (async Task|Task|void) {name}\("));
    }

    [Fact]
    public void Threats_Each_HaveAControlWithItsTestOrAreSaidToHaveNone()
    {
        // Lines of three cells that are not empty: headings have one.
        string[][] threats = [.. Lines.Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Trim('|').Split(" | ")).Where(cells => cells.Length == 3 && cells[1].Trim().Length > 0).Skip(2)];

        Assert.True(threats.Length > 30);
        Assert.All(threats, threat => Assert.True(Test().IsMatch(threat[2]) != (threat[2].Trim() == "–" && threat[1].Contains("**none yet**", StringComparison.Ordinal)), threat[0]));
    }

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<name>\w+)`")]
    private static partial Regex Test();
}
