using System.CommandLine;
using CovidGrpc.Cli;
using CovidGrpc.Cli.Diagnosing;
using CovidGrpc.Cli.Phantoms;
using CovidGrpc.Cli.Serving;

var root = new RootCommand($"CovidGrpc: a chest CT in, a COVID-19 diagnosis out. Research use only; this is no medical device.\n\n{ExitCode.Help}")
{
    DiagnoseCommand.Create(),
    ServeCommand.Create(),
    PhantomCommand.Create(),
};
var parsed = root.Parse(args);
var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
