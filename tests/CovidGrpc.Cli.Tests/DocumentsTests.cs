using System.CommandLine.Parsing;
using CovidGrpc.Testing;

namespace CovidGrpc.Cli.Tests;

/// <summary>The command lines that the documents show; <c>deploy/try-documents</c> runs them.</summary>
public sealed class DocumentsTests
{
    public static TheoryData<string, string> Lines()
    {
        var lines = new TheoryData<string, string>();
        foreach (var document in (string[])["README.md", "deploy/README.md", "deploy/training/README.md"])
        {
            foreach (var line in File.ReadLines(Repository.PathOf(document.Split('/'))).Where(line => line.StartsWith("covid ", StringComparison.Ordinal)))
            {
                lines.Add(document, line.Split(" #")[0].TrimEnd());
            }
        }

        return lines;
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Parse_LineOfADocument_IsACommandWithOptionsThatItHas(string document, string line)
    {
        var parsed = CovidCommand.Create().Parse([.. CommandLineParser.SplitCommandLine(line).Skip(1)]);

        // Files that the reader is to have are not here; nothing else is to be wrong.
        Assert.All(parsed.Errors, error => Assert.Matches("no such file|^Could not find a part of the path", error.Message));
        Assert.True(parsed.CommandResult.Command.Subcommands.Count == 0, $"{document}: {line} names no command");
    }
}
