using System.CommandLine;
using System.CommandLine.Invocation;
using CovidGrpc.Cli;

var parsed = CovidCommand.Create().Parse(args);
if (parsed.Action is ParseErrorAction error)
{
    error.ShowHelp = args.Length == 0;
}

var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
return parsed.Action is ParseErrorAction ? ExitCode.Usage : code;
