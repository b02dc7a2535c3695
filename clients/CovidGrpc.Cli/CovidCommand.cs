using System.CommandLine;
using CovidGrpc.Cli.Diagnosing;
using CovidGrpc.Cli.Doctor;
using CovidGrpc.Cli.Evaluating;
using CovidGrpc.Cli.Jobs;
using CovidGrpc.Cli.Models;
using CovidGrpc.Cli.Phantoms;
using CovidGrpc.Cli.Serving;
using CovidGrpc.Cli.Training;

namespace CovidGrpc.Cli;

/// <summary><c>covid</c>: all that the command line can do.</summary>
internal static class CovidCommand
{
    public static RootCommand Create()
    {
        var root = new RootCommand("CovidGrpc: a chest CT in, a COVID-19 diagnosis out. Research use only; this is no medical device.")
        {
            DiagnoseCommand.Create(),
            Inspecting.InspectCommand.Create(),
            ServeCommand.Create(),
            PhantomCommand.Create(),
            EvaluateCommand.Create(),
            JobsCommand.Create(),
            ModelCommand.Create(),
            TrainCommand.Create(),
            DoctorCommand.Create(),
        };
        HelpWithExitCodes.AddTo(root);
        return root;
    }
}
