using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Jobs;
using CovidGrpc.Pacs.Answers;
using CovidGrpc.Pacs.DicomWeb;
using Google.Protobuf;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Pacs.Studies;

/// <summary>
/// Follows the PACS: a study whose CT images have stayed the same for a while becomes a job. Only CT images count, so that what the bridge
/// stores never triggers it. Instances are listed when a study's count changes and when it is due, not at each look.
/// </summary>
internal sealed class StudyWatcher(
    DicomWebClient pacs,
    GatewayModels gateway,
    IJobStore jobs,
    StudyDirectory directory,
    StudyKeys keys,
    IOptions<PacsOptions> options,
    TimeProvider time,
    ILogger<StudyWatcher> log) : BackgroundService
{
    private readonly PacsOptions _options = options.Value;
    private Dictionary<string, StudyState> _states = [];
    private string? _trouble;

    /// <summary>When the PACS was last looked at with success; null before the first time.</summary>
    public DateTimeOffset? LastLook { get; private set; }

    /// <summary>Looks once.</summary>
    /// <exception cref="DicomWebException">The PACS failed.</exception>
    /// <exception cref="JobsUnavailableException">The queue is away; complete studies are submitted at the next look.</exception>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var since = DateOnly.FromDateTime(time.GetLocalNow().Date).AddDays(-_options.Days);
        var studies = await pacs.FindCtStudiesAsync(since, cancellationToken);
        directory.Fill(studies.ToDictionary(study => keys.ReferenceOf(study.StudyUid), study => study.StudyUid));
        _states = studies.Where(study => _states.ContainsKey(study.StudyUid)).ToDictionary(study => study.StudyUid, study => _states[study.StudyUid]);

        var models = await FindModelsAsync(cancellationToken);
        foreach (var study in studies)
        {
            try
            {
                await LookAsync(study, models, now, cancellationToken);
            }
            catch (DicomWebException e) when (e.Problem is DicomWebProblem.TooLarge or DicomWebProblem.Malformed or DicomWebProblem.NotFound)
            {
                // The others are not to wait for it; it is looked at again when its count changes.
                PacsLog.LeftOut(log, keys.ReferenceOf(study.StudyUid), e.Message);
                _states[study.StudyUid] = new StudyState(study.Instances, 0, "", now);
            }
        }

        LastLook = now;
        Tell(models is null ? _trouble : null);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = time.GetUtcNow();
        using var meter = PacsMeter.Open(() => time.GetUtcNow() - (LastLook ?? started));
        using var timer = new PeriodicTimer(_options.Poll, time);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (DicomWebException e)
            {
                Tell(e.Message);
            }
            catch (JobsUnavailableException)
            {
                Tell("The queue of jobs is away.");
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                PacsLog.Unexpected(log, e.GetType().FullName, e.StackTrace);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(FoundStudy study, string? models, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var seen = _states.GetValueOrDefault(study.StudyUid);
        if (seen?.Instances is { } count && count == study.Instances && seen.CanWait(models, now, _options.StableAfter))
        {
            return;
        }

        string[] images = [.. (await pacs.FindInstancesAsync(study.StudyUid, cancellationToken)).Where(instance => instance.IsCt).Select(instance => instance.InstanceUid)];
        var digest = keys.DigestOf(images);
        var state = seen?.Digest == digest ? seen with { Instances = study.Instances } : new StudyState(study.Instances, images.Length, digest, now);
        if (!state.CanWait(models, now, _options.StableAfter))
        {
            await SubmitAsync(keys.ReferenceOf(study.StudyUid), state, models!, cancellationToken);
            state = state with { Models = models };
        }

        _states[study.StudyUid] = state;
    }

    private async Task SubmitAsync(string reference, StudyState state, string models, CancellationToken cancellationToken)
    {
        var job = new StudyJob { StudyReference = reference, InstancesDigest = state.Digest };
        await jobs.SubmitAsync(new NewJob(StudyKeys.JobIdOf(reference, state.Digest, models), JobQueues.Studies, job.ToByteArray()), cancellationToken);
        PacsLog.Submitted(log, reference, state.Images);
    }

    // Without the gateway it is not known which model a study waits for; it waits until it is.
    private async Task<string?> FindModelsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await gateway.FindAsync(new DiagnosisOptions(), cancellationToken)).Key;
        }
        catch (Exception e) when (e is DiagnosisException or JobFailedException)
        {
            Tell(e.Message);
            return null;
        }
    }

    // Once, not at each look.
    private void Tell(string? trouble)
    {
        if (trouble == _trouble)
        {
            return;
        }

        _trouble = trouble;
        if (trouble is null)
        {
            PacsLog.Following(log);
        }
        else
        {
            PacsLog.Waiting(log, trouble);
        }
    }
}
