using System.CommandLine;
using System.CommandLine.Invocation;
using CovidGrpc.Cli;
using CovidGrpc.Cli.Diagnosing;
using CovidGrpc.Cli.Doctor;
using CovidGrpc.Cli.Evaluating;
using CovidGrpc.Cli.Jobs;
using CovidGrpc.Cli.Models;
using CovidGrpc.Cli.Phantoms;
using CovidGrpc.Cli.Serving;
using CovidGrpc.Cli.Training;

var root = new RootCommand("CovidGrpc: a chest CT in, a COVID-19 diagnosis out. Research use only; this is no medical device.")
{
    DiagnoseCommand.Create(),
    CovidGrpc.Cli.Inspecting.InspectCommand.Create(),
    ServeCommand.Create(),
    PhantomCommand.Create(),
    EvaluateCommand.Create(),
    JobsCommand.Create(),
    ModelCommand.Create(),
    TrainCommand.Create(),
    DoctorCommand.Create(),
};
HelpWithExitCodes.AddTo(root);
var parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction error)
{
    error.ShowHelp = args.Length == 0;
}

var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
return parsed.Action is ParseErrorAction ? ExitCode.Usage : code;
