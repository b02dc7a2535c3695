using StackExchange.Redis;

namespace CovidGrpc.Jobs.Redis;

/// <summary>
/// The connection to the jobs' Redis. It is made with the first call and made again by itself; a call ends in bounded time whatever the
/// server does.
/// </summary>
internal sealed class JobsConnection(string connectionString, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Task<ConnectionMultiplexer>? _connection;

    /// <summary>Runs a script on the jobs' keys.</summary>
    /// <exception cref="JobsUnavailableException">Redis is away, loads, cannot write or does not answer within 2 s.</exception>
    public async Task<RedisResult> RunAsync(string script, CancellationToken cancellationToken, params RedisValue[] arguments)
    {
        try
        {
            return await RunAsync(script, arguments).WaitAsync(Limit, time, cancellationToken);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
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

        if (connection is not null)
        {
            await (await connection).DisposeAsync();
        }
    }

    private async Task<RedisResult> RunAsync(string script, RedisValue[] arguments)
    {
        Task<ConnectionMultiplexer> connection;
        lock (_lock)
        {
            connection = _connection ??= ConnectionMultiplexer.ConnectAsync(Configuration());
        }

        return await (await connection).GetDatabase().ScriptEvaluateAsync(script, [RedisJobStore.Keys], arguments, CommandFlags.DemandMaster);
    }

    private ConfigurationOptions Configuration()
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ConnectRetry = 1;
        options.ConnectTimeout = (int)Limit.TotalMilliseconds;
        options.AsyncTimeout = (int)Limit.TotalMilliseconds;
        options.ReconnectRetryPolicy = new ExponentialRetry(200, 2000);
        return options;
    }
}
