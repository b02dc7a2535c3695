using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CovidGrpc.Jobs.Redis;

/// <summary>
/// The connection to the jobs' Redis. It is made with the first call and made again by itself; a call ends in bounded time whatever the
/// server does.
/// </summary>
internal sealed class JobsConnection(JobOptions options, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private Task<ConnectionMultiplexer>? _connection;

    /// <summary>Runs a script on the jobs' keys.</summary>
    /// <exception cref="JobsUnavailableException">Redis is away, loads, cannot write or does not answer within <see cref="JobOptions.OperationTimeout"/>.</exception>
    public async Task<RedisResult> RunAsync(string script, CancellationToken cancellationToken, params RedisValue[] arguments)
    {
        try
        {
            return await RunAsync(script, arguments).WaitAsync(options.OperationTimeout, time, cancellationToken);
        }
        catch (Exception e) when (IsAway(e))
        {
            throw new JobsUnavailableException("The Redis of the jobs is away or cannot write.", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task<ConnectionMultiplexer>? connection;
        lock (_lock)
        {
            connection = _connection;
        }

        if (connection is { IsFaulted: false })
        {
            await (await connection).DisposeAsync();
        }
    }

    private async Task<RedisResult> RunAsync(string script, RedisValue[] arguments)
    {
        Task<ConnectionMultiplexer> connection;
        lock (_lock)
        {
            connection = _connection is null or { IsFaulted: true } ? _connection = ConnectAsync() : _connection;
        }

        return await (await connection).GetDatabase().ScriptEvaluateAsync(script, [RedisJobStore.Keys], arguments, CommandFlags.DemandMaster);
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(Configuration());
        _ = WarnAsync(connection.GetDatabase());
        connection.ConnectionRestored += (_, restored) =>
        {
            if (restored.ConnectionType == ConnectionType.Interactive)
            {
                _ = WarnAsync(connection.GetDatabase());
            }
        };
        return connection;
    }

    // Jobs on a server that may lose them are taken all the same: whoever runs it decides.
    private async Task WarnAsync(IDatabase database)
    {
        try
        {
            foreach (var problem in await JobsDurability.ProblemsAsync(database))
            {
                RedisLog.MayLoseJobs(logger, problem);
            }
        }
        catch (Exception e) when (IsAway(e))
        {
            RedisLog.DurabilityUnknown(logger, e.GetType().FullName);
        }
    }

    private static bool IsAway(Exception e) => e is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException;

    private ConfigurationOptions Configuration()
    {
        var configuration = options.Endpoint.Configuration(time);
        // For INFO and CONFIG GET.
        configuration.AllowAdmin = true;
        configuration.AbortOnConnectFail = false;
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        configuration.ConnectRetry = 1;
        configuration.ConnectTimeout = (int)options.OperationTimeout.TotalMilliseconds;
        configuration.AsyncTimeout = (int)options.OperationTimeout.TotalMilliseconds;
        configuration.ReconnectRetryPolicy = new ExponentialRetry(200, 2000);
        return configuration;
    }
}
