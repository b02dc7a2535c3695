using CovidGrpc.Testing;
using CovidGrpc.Testing.Processes;

namespace CovidGrpc.LongTests.Faults;

/// <summary>
/// Every part killed, frozen, asked to end, cut off, silent and slow, with a full disk and another time: clients are told the truth in time, all
/// comes back by itself, and no accepted job is lost or done twice.
/// </summary>
public sealed class FaultTests(FaultReport report) : IClassFixture<FaultReport>
{
    private static readonly TimeSpan TwoDays = TimeSpan.FromDays(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static StackSettings Demo { get; } = new(Repository.PathOf("deploy", "models")) { ModelName = "demo" };

    [Fact]
    public async Task Processes_KilledFrozenAndEnded_LoseNothing()
    {
        using var stack = await StackProcesses.StartAsync(Demo with { FollowsPacs = true }, Cancellation);
        var trial = await FaultTrial.PrepareAsync(stack, report, Cancellation);
        foreach (var process in (ServerProcess[])[stack.Preprocessing, stack.Segmentation, stack.Classification, stack.Gateway, stack.Cache, stack.Jobs, stack.Orthanc!, stack.Pacs!])
        {
            await trial.RunAsync(Fault.Kill(process), hasStudy: true);
            await trial.RunAsync(Fault.Freeze(process), hasStudy: true);
        }

        foreach (var process in (ServerProcess[])[stack.Preprocessing, stack.Segmentation, stack.Classification, stack.Gateway, stack.Pacs!])
        {
            await trial.RunAsync(Fault.End(process), hasStudy: true);
        }

        foreach (var fault in (Fault[])[Fault.Kill(stack.Evaluation), Fault.Freeze(stack.Evaluation), Fault.End(stack.Evaluation)])
        {
            await trial.RunAsync(fault, trial.Evaluating());
        }
    }

    [Fact]
    public async Task Ways_CutSilentAndSlow_LoseNothing()
    {
        using var stack = await StackProcesses.StartAsync(Demo with { FollowsPacs = true, Linked = true }, Cancellation);
        var trial = await FaultTrial.PrepareAsync(stack, report, Cancellation);
        foreach (var (name, part) in ((string, string)[])[
            ("way to Preprocessing", "preprocessing"), ("way to Segmentation", "segmentation"), ("way to Classification", "classification"),
            ("way to the Redis of the cache", "cache"), ("way to the Redis of the jobs", "jobs"), ("way to Orthanc", "orthanc"), ("way from Pacs to Gateway", "gateway")])
        {
            var link = stack.Link(part);
            await trial.RunAsync(Fault.Cut(name, link), hasStudy: true);
            await trial.RunAsync(Fault.Silence(name, link), hasStudy: true);
            await trial.RunAsync(Fault.Slow(name, link, TimeSpan.FromMilliseconds(200)), hasStudy: true);
        }
    }

    [Fact]
    public async Task Clocks_ThatJump_LoseNothing()
    {
        using var stack = await StackProcesses.StartAsync(Demo, Cancellation);
        var trial = await FaultTrial.PrepareAsync(stack, report, Cancellation);
        // Not the Redises: Debian's has an allocator that libfaketime hangs in.
        foreach (var process in (ServerProcess[])[stack.Gateway, stack.Segmentation])
        {
            using var clock = new SkewedClock(process);
            process.Stop();
            await process.StartAgainAsync(Cancellation);
            await stack.AnswersAsync(-2, Cancellation);
            await trial.RunAsync(Fault.Jump(process, clock, TwoDays));
            await trial.RunAsync(Fault.Jump(process, clock, -TwoDays));
        }
    }

    [Fact]
    public async Task Certificates_ThatEnd_LoseNothing()
    {
        using var authority = new TestAuthority();
        using var stack = await StackProcesses.StartAsync(Demo with { Linked = true, Authority = authority }, Cancellation);
        var trial = await FaultTrial.PrepareAsync(stack, report, Cancellation);
        await trial.RunAsync(Fault.EndCertificate(stack.Segmentation, authority, "segmentation", stack.Link("segmentation")));
        // The one by which the services know it; what clients are shown is tried by them, and they stay connected.
        await trial.RunAsync(Fault.EndCertificate(
            stack.Gateway, authority, "gateway", stack.Link("preprocessing"), stack.Link("segmentation"), stack.Link("classification")));
    }

    [Fact]
    public async Task Handshakes_ThatNeverEnd_LoseNothing()
    {
        using var authority = new TestAuthority();
        using var stack = await StackProcesses.StartAsync(Demo with { Linked = true, Authority = authority }, Cancellation);
        var trial = await FaultTrial.PrepareAsync(stack, report, Cancellation);
        foreach (var (process, part) in ((ServerProcess, string)[])[(stack.Preprocessing, "preprocessing"), (stack.Segmentation, "segmentation"), (stack.Classification, "classification")])
        {
            await trial.RunAsync(Fault.FreezeBeforeHandshake(process, stack.Link(part)));
        }
    }

    [Fact]
    public async Task Disks_Full_LoseNothing()
    {
        using var jobs = TinyDisk.Mount();
        using var uploads = TinyDisk.Mount();
        using var stack = await StackProcesses.StartAsync(Demo with { JobsFolder = jobs.Path, UploadFolder = uploads.Path }, Cancellation);
        var trial = await FaultTrial.PrepareAsync(stack, report, Cancellation);
        await trial.RunAsync(Fault.Fill("disk of the uploads", uploads.Path, _ => Task.CompletedTask), trial.Uploading());
        // A Redis that cannot write what it has to ends itself; whoever watches it starts it again.
        await trial.RunAsync(Fault.Fill(stack.Jobs.Name, jobs.Path, token =>
        {
            stack.Jobs.Stop();
            return stack.Jobs.StartAgainAsync(token);
        }));
    }
}
