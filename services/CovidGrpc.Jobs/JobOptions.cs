using System.ComponentModel.DataAnnotations;
using CovidGrpc.Redis;

namespace CovidGrpc.Jobs;

/// <summary>Where jobs are kept and how they are tried. Configuration section <c>Jobs</c>.</summary>
public sealed class JobOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Jobs";

    /// <summary>StackExchange.Redis connection string of the jobs' Redis (noeviction, append-only file with <c>appendfsync always</c>).</summary>
    public string Redis { get; set; } = "";

    /// <summary>File of one line, the password of that Redis; read anew for each connection. Empty: none, or that of the connection string.</summary>
    public string RedisPasswordFile { get; set; } = "";

    /// <summary>PEM file of the authorities of that Redis's certificate; asks for TLS.</summary>
    public string RedisCaFile { get; set; } = "";

    /// <summary>File of the jobs, where there is no Redis. Below the system's folder for temporary files when both are empty.</summary>
    public string File { get; set; } = "";

    /// <summary>Time without a sign of life after which a job goes to another worker. Default 30 s; renewed after a third of it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Tries of a job before it is set aside, 1 to 100. Default 8.</summary>
    [Range(1, 100)]
    public int MostTries { get; set; } = 8;

    /// <summary>Wait before the second try; doubled for each further one. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait before a try. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Pause of a worker that found no job. Default 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Jobs that one host works on at a time, 0 to 64; 0 where it only accepts them. Default 1.</summary>
    [Range(0, 64)]
    public int Workers { get; set; } = 1;

    /// <summary>How long an ended job is kept. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Longest wait of one operation, for Redis to answer or for others to let go of the file. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The Redis, if there is one.</summary>
    internal RedisEndpoint Endpoint => new(Redis, RedisPasswordFile, RedisCaFile);

    /// <summary>The file in use.</summary>
    internal string Path => File.Length > 0 ? System.IO.Path.GetFullPath(File) : System.IO.Path.Combine(System.IO.Path.GetTempPath(), "covidgrpc-jobs", "jobs.db");
}
