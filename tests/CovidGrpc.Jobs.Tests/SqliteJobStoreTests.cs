using System.Diagnostics;
using CovidGrpc.Jobs.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace CovidGrpc.Jobs.Tests;

public sealed class SqliteJobStoreTests : JobStoreTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-jobs-");
    private readonly FakeTimeProvider _time = new();
    private readonly List<SqliteJobStore> _stores = [];

    private string JobsFile => Path.Combine(_folder.FullName, "deep", "jobs.db");

    public override ValueTask DisposeAsync()
    {
        _stores.ForEach(store => store.Dispose());
        _folder.Delete(recursive: true);
        return base.DisposeAsync();
    }

    [Fact]
    public async Task Open_AfterAllClosedIt_HasEverything()
    {
        await SubmitAsync("a", 1);
        await SubmitAsync("b", 2);
        var lease = await TakeAsync();
        _stores.ForEach(store => store.Dispose());

        var again = await OpenAsync();

        Assert.Equal(["b", "a"], (await again.ListAsync(null, 10, null, Cancellation)).Jobs.Select(job => job.Id));
        Assert.True(await again.CompleteAsync(lease, default, Cancellation));
    }

    [Fact]
    public async Task Submit_FileThatIsNone_IsUnavailable()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "other.db"), new string('x', 4096), Cancellation);
        foreach (var file in (string[])["other.db", "other.db/jobs.db"])
        {
            using var store = Open(Path.Combine(_folder.FullName, file));
            await Assert.ThrowsAsync<JobsUnavailableException>(() => store.SubmitAsync(new NewJob("a", "uploads", default), Cancellation));
        }
    }

    [Fact]
    public async Task Submit_FileHeldByAnother_IsUnavailableInBoundedTimeAndThenGoesOn()
    {
        await SubmitAsync("a");
        await using var other = new SqliteConnection($"Data Source={JobsFile}");
        await other.OpenAsync(Cancellation);
        await using (other.BeginTransaction())
        {
            using var store = Open(JobsFile, longestWait: TimeSpan.FromSeconds(2));
            var began = Stopwatch.GetTimestamp();
            await Assert.ThrowsAsync<JobsUnavailableException>(
                () => store.SubmitAsync(new NewJob("b", "uploads", default), Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
            Assert.True(Stopwatch.GetElapsedTime(began) >= TimeSpan.FromSeconds(1), "the other may let go of it");
            Assert.NotNull(await _stores[0].FindAsync("a", Cancellation));
        }

        await SubmitAsync("b");
    }

    protected override Task<IJobStore> OpenAsync()
    {
        var store = Open(JobsFile);
        _stores.Add(store);
        return Task.FromResult<IJobStore>(store);
    }

    protected override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }

    private SqliteJobStore Open(string file, TimeSpan? longestWait = null) => new(OptionsOf(file: file, longestWait: longestWait), _time);
}
