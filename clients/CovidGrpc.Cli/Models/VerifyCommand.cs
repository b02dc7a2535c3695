using System.CommandLine;
using CovidGrpc.Vision.Importing;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Cli.Models;

/// <summary><c>covid model verify</c>: everything of a model folder is read.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("DIR") { Description = "Model folders, or model stores.", Arity = ArgumentArity.OneOrMore }.RefusingOptions();
        var json = new Option<bool>("--json") { Description = "One JSON object a model, one line each, on standard output." };

        var command = new Command("verify", "Checks models: manifest, digest of the weights, every tensor, every value.") { paths, json };
        command.SetAction((parsed, cancellationToken) => ModelRun.RunAsync(
            () => parsed.GetRequiredValue(paths).Select(path => VerifyAll(path, parsed.GetValue(json), cancellationToken)).ToArray().Max(),
            cancellationToken));
        return command;
    }

    private static int VerifyAll(string path, bool json, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
        {
            return ModelRun.Fail(path, ["no such folder"]);
        }

        var folders = new ModelStore(path).Folders();
        return folders.Count == 0
            ? ModelRun.Fail(path, [$"no folder in it has a {ModelFolder.ManifestName}"])
            : folders.Select(folder => Verify(folder, json, cancellationToken)).ToArray().Max();
    }

    private static int Verify(string folder, bool json, CancellationToken cancellationToken)
    {
        var verification = ModelVerification.Of(folder, cancellationToken);
        var fails = verification.Problems.Count > 0;
        if (json)
        {
            Console.Out.WriteLine(ModelJson.Write(folder, verification));
        }
        else if (!fails)
        {
            Console.Out.WriteLine($"{PlainText.Of(folder)}: {verification.Identity!.Name} {verification.Identity.Version} is sound ({verification.Identity.Digest})");
        }

        return fails ? ModelRun.Fail(folder, verification.Problems) : ExitCode.Done;
    }
}
