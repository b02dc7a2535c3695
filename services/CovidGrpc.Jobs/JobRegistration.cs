using CovidGrpc.Jobs.Redis;
using CovidGrpc.Jobs.Sqlite;
using CovidGrpc.Jobs.Work;
using CovidGrpc.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Jobs;

/// <summary>Registration of the queue and of those who empty it.</summary>
public static class JobRegistration
{
    /// <summary>Adds <see cref="IJobStore"/>: in Redis where section <c>Jobs</c> names one, otherwise in a file.</summary>
    public static IHostApplicationBuilder AddJobs(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<JobOptions>()
            .Bind(builder.Configuration.GetSection(JobOptions.Section))
            .ValidateDataAnnotations()
            .ValidateRedis(JobOptions.Section, jobs => jobs.Endpoint)
            .Validate(jobs => jobs.Redis.Length == 0 || jobs.File.Length == 0, "Jobs are kept in one place: Jobs:Redis or Jobs:File, not both")
            .Validate(jobs => !Directory.Exists(jobs.Path), "Jobs:File must name a file; there is a folder of that name")
            .Validate(jobs => jobs.RetryDelay <= jobs.LongestRetryDelay, "Jobs:LongestRetryDelay must not be below Jobs:RetryDelay")
            .ValidateOnStart();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<IJobStore>(services => services.GetRequiredService<IOptions<JobOptions>>().Value.Endpoint.IsThere
            ? ActivatorUtilities.CreateInstance<RedisJobStore>(services)
            : ActivatorUtilities.CreateInstance<SqliteJobStore>(services));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, BacklogWatch>());
        return builder;
    }

    /// <summary>Adds a handler of a queue, and the workers that run it. <see cref="AddJobs"/> is called as well, before or after.</summary>
    /// <typeparam name="T">The handler; one for all jobs of its queue, several at a time.</typeparam>
    public static IHostApplicationBuilder AddJobHandler<T>(this IHostApplicationBuilder builder)
        where T : class, IJobHandler
    {
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IJobHandler, T>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, JobWorker>());
        return builder;
    }
}
