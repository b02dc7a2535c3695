namespace CovidGrpc.Cli.Tests;

/// <summary>How the command line ended, and what it wrote, without empty lines.</summary>
internal sealed record CovidResult(int ExitCode, string[] Output, string[] Errors);
