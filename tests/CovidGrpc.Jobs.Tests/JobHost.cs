using CovidGrpc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CovidGrpc.Jobs.Tests;

/// <summary>Does a job of the tests.</summary>
internal delegate Task<ReadOnlyMemory<byte>> Work(Job job, IProgress<(uint Done, uint Total)> progress, CancellationToken cancellationToken);

/// <summary>A real host with workers, as the gateway and the bridge are.</summary>
internal sealed class JobHost : IAsyncDisposable
{
    public const string Queue = "uploads";

    private readonly IHost _host;

    private JobHost(IHost host, LogRecorder log) => (_host, Log) = (host, log);

    public LogRecorder Log { get; }

    public IJobStore Store => _host.Services.GetRequiredService<IJobStore>();

    public static Task<JobHost> StartAsync(Work work, params (string Key, string Value)[] settings) => StartAsync(work, TimeProvider.System, settings);

    public static async Task<JobHost> StartAsync(Work work, TimeProvider time, params (string Key, string Value)[] settings)
    {
        var log = new LogRecorder();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        // A slow machine is no store that is away.
        foreach (var (key, value) in settings.Prepend(("OperationTimeout", "00:01:00")))
        {
            builder.Configuration[$"Jobs:{key}"] = value;
        }

        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton(work).AddSingleton(time);
        builder.AddJobHandler<UploadHandler>().AddJobHandler<StudyHandler>().AddJobs();
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new JobHost(host, log);
    }

    /// <summary>Stops the host as an operator does.</summary>
    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    public Task<Job> SubmitAsync(string id, string queue = Queue) =>
        Store.SubmitAsync(new NewJob(id, queue, "secret-payload"u8.ToArray()), TestContext.Current.CancellationToken);

    /// <summary>Waits, at most two minutes, until a job is as told.</summary>
    public async Task<Job> WaitAsync(string id, Predicate<Job> until)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            try
            {
                if (await Store.FindAsync(id, limit.Token) is { } job && until(job))
                {
                    return job;
                }
            }
            catch (JobsUnavailableException)
            {
            }

            await Task.Delay(20, limit.Token);
        }
    }

    public Task<Job> WaitAsync(string id, JobState state) => WaitAsync(id, job => job.State == state);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(TestContext.Current.CancellationToken);
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private sealed class UploadHandler(Work work) : IJobHandler
    {
        public string Queue => JobQueues.Uploads;

        public Task<ReadOnlyMemory<byte>> RunAsync(Job job, IProgress<(uint Done, uint Total)> progress, CancellationToken cancellationToken) =>
            work(job, progress, cancellationToken);
    }

    private sealed class StudyHandler(Work work) : IJobHandler
    {
        public string Queue => JobQueues.Studies;

        public Task<ReadOnlyMemory<byte>> RunAsync(Job job, IProgress<(uint Done, uint Total)> progress, CancellationToken cancellationToken) =>
            work(job, progress, cancellationToken);
    }
}
