using CovidGrpc.Dicom;
using CovidGrpc.Testing;
using CovidGrpc.Testing.Processes;
using CovidGrpc.Training.Phantoms;

namespace CovidGrpc.LongTests.Bridge;

/// <summary>Twenty studies, ten kills at random points: each study ends with one segmentation and one report.</summary>
public sealed class BridgeCrashTests
{
    private const int Studies = 20;
    private const int Slices = 3;
    private const int Kills = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TwentyStudies_TenKills_GetOneAnswerEach(bool overwriteInstances)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        using var stack = await StackProcesses.StartAsync(
            new StackSettings(Repository.PathOf("deploy", "models"))
            {
                ModelName = "demo",
                FollowsPacs = true,
                OverwriteInstances = overwriteInstances,
                Gateway = new Dictionary<string, string> { ["Jobs:Workers"] = "0" },
            },
            Cancellation);
        Tell($"OverwriteInstances {overwriteInstances}, seed {seed}");
        await SendAsync(stack, random);

        // Each of the four at least twice, in any order, all along the way: the first before anything is answered.
        ServerProcess[] each = [stack.Pacs!, stack.Gateway, stack.Segmentation, stack.Jobs];
        ServerProcess[] victims = [.. Enumerable.Range(0, Kills).Select(i => each[i % each.Length])];
        random.Shuffle(victims);
        for (var i = 0; i < Kills; i++)
        {
            await WaitForAnswersAsync(stack, i * Studies / Kills);
            await Task.Delay(random.Next(0, 5000), Cancellation);
            var (segmentations, reports) = await CountAsync(stack);
            victims[i].Stop();
            await Task.Delay(random.Next(0, 2000), Cancellation);
            await victims[i].StartAgainAsync(Cancellation);
            Tell($"{victims[i].Name} killed with {segmentations} segmentations and {reports} reports of {Studies}");
        }

        await WaitForAnswersAsync(stack, Studies);
        // A job that goes on after all are answered must not add to them.
        await Task.Delay(Aftermath, Cancellation);
        foreach (var modality in (string[])["SEG", "SR"])
        {
            var answers = await stack.Orthanc!.FilesAsync(modality, Cancellation);
            Assert.Equal(Studies, answers.Count);
            Assert.Equal(Studies, answers.Select(file => DicomFile.Read(file).Dataset.GetString(DicomTag.StudyInstanceUid)).Distinct().Count());
        }
    }

    private static async Task SendAsync(StackProcesses stack, Random random)
    {
        var files = new List<byte[]>();
        for (var i = 0; i < Studies; i++)
        {
            var phantom = ChestPhantom.Create(new PhantomOptions(800_000 + i, (PhantomClass)(i % 3), Rows: 256, Columns: 256));
            files.AddRange(new PhantomDicomSeries(phantom, Slices).CreateFiles(Cancellation)
                .Select(file => new DicomFile(file.Dataset.SetString(DicomTag.StudyDate, "20200229")).ToArray()));
        }

        byte[][] shuffled = [.. files];
        random.Shuffle(shuffled);
        foreach (var file in shuffled)
        {
            await stack.Orthanc!.StoreAsync(file, Cancellation);
        }
    }

    private static async Task WaitForAnswersAsync(StackProcesses stack, int count)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        try
        {
            while (await CountAsync(stack) is var (segmentations, reports) && (segmentations < count || reports < count))
            {
                await Task.Delay(500, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!Cancellation.IsCancellationRequested)
        {
            foreach (var host in stack.Processes.OfType<HostProcess>())
            {
                Tell($"== {host.Name}\n{string.Join('\n', host.Log.TakeLast(60))}");
            }

            Assert.Fail($"fewer than {count} studies were answered within {Patience}");
        }
    }

    private static async Task<(int Segmentations, int Reports)> CountAsync(StackProcesses stack) =>
        ((await stack.Orthanc!.FilesAsync("SEG", Cancellation)).Count, (await stack.Orthanc!.FilesAsync("SR", Cancellation)).Count);

    private static void Tell(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
