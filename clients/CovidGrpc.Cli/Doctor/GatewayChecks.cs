using System.Globalization;
using System.Runtime.CompilerServices;
using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Cli.Doctor;

/// <summary>A gateway and the models that it has.</summary>
internal static class GatewayChecks
{
    private static readonly string[] Rooms = ["segmentation", "classification"];

    public static async IAsyncEnumerable<CheckResult> RunAsync(GatewayTarget gateway, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var health = await HealthChecks.AskAsync("gateway health", DiagnosisService.Descriptor.FullName, gateway.Address, gateway.Security, timeout, cancellationToken);
        yield return health;
        var models = await ListAsync(gateway, timeout, cancellationToken);
        if (models.Models is null)
        {
            yield return CheckResult.Failed("models", models.Why, "put right what fails above; segmentation and classification have to be reachable from the gateway");
            yield break;
        }

        foreach (var room in Rooms)
        {
            yield return OfRoom(room, [.. models.Models.Where(model => model.Room == room && model is { InUse: true, DefaultModel: true })]);
        }

        yield return OfBothRooms([.. models.Models.Where(model => model is { InUse: true, DefaultModel: true })]);
    }

    /// <summary>Whether a room has a model, the same in all its replicas, and a trained one.</summary>
    internal static CheckResult OfRoom(string room, IReadOnlyList<LoadedModel> loaded)
    {
        var check = $"{room} model";
        if (loaded.Count == 0)
        {
            return CheckResult.Failed(check, "no model answers by default", $"load one: covid model load NAME --gateway URL, or set Model__Store and Model__Name of the {room}");
        }

        var identity = loaded[0].Model.Identity;
        var name = $"{identity.Name} {identity.Version} ({Short(identity.Digest)})";
        if (loaded.Any(model => model.Model.Identity.Digest != identity.Digest))
        {
            return CheckResult.Failed(check, "replicas answer by different models", $"load one into all: covid model load {identity.Name} --gateway URL");
        }

        var replicas = loaded.Count == 1 ? "one replica" : string.Create(CultureInfo.InvariantCulture, $"{loaded.Count} replicas");
        return loaded[0].Model.Trained
            ? CheckResult.Ok(check, string.Create(CultureInfo.InvariantCulture, $"{name} is loaded in {replicas}, {loaded[0].MemoryBytes >> 20} MiB on {loaded[0].Device}"))
            : CheckResult.Warning(check, $"{name} is untrained: its answers mean nothing", "load a trained model: covid model list tells which there are");
    }

    /// <summary>Whether the halves of a one-shot model have one digest; an image classifier beside another model has its own.</summary>
    internal static CheckResult OfBothRooms(IReadOnlyList<LoadedModel> loaded)
    {
        const string check = "models fit";
        var digests = Rooms.Select(room => loaded.FirstOrDefault(model => model.Room == room)?.Model).ToArray();
        if (digests is not [{ } finder, { } classifier])
        {
            return CheckResult.Failed(check, "a room has no model", "load a model into both rooms");
        }

        if (finder.Identity.Digest == classifier.Identity.Digest)
        {
            return CheckResult.Ok(check, "both rooms hold the same weights and settings");
        }

        return classifier.Architecture == finder.Architecture
            ? CheckResult.Failed(
                check,
                $"the segmentation has {Short(finder.Identity.Digest)}, the classification {Short(classifier.Identity.Digest)}",
                $"load one into both: covid model load {finder.Identity.Name} --gateway URL")
            : CheckResult.Ok(check, $"{classifier.Identity.Name} classifies beside {finder.Identity.Name}");
    }

    private static async Task<(IReadOnlyList<LoadedModel>? Models, string Why)> ListAsync(GatewayTarget gateway, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            using var client = ModelClient.Connect(gateway.Address, gateway.Security);
            return (await client.ListAsync(timeout, cancellationToken), "");
        }
        catch (DiagnosisException e)
        {
            return (null, $"the models cannot be listed: {e.Message.TrimEnd('.')}");
        }
    }

    private static string Short(string digest) => digest.Length > 12 ? digest[..12] : digest;
}
