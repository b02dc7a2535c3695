using CovidGrpc.Jobs.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace CovidGrpc.Jobs.Tests;

/// <summary>Time of the jobs in a Redis, whose clock no test can set: all that it keeps grows older instead.</summary>
internal static class RedisTime
{
    private const string Age =
        """
        #!lua
        local prefix, time = KEYS[1], tonumber(ARGV[1])
        local age = {}

        function age.job(key)
          redis.call('HINCRBY', key, 'created', -time)
          local left = redis.call('PTTL', key)
          if left >= 0 then redis.call('PEXPIRE', key, left - time) end
        end

        function age.queue(key)
          for _, group in ipairs(redis.call('XINFO', 'GROUPS', key)) do
            for _, entry in ipairs(redis.call('XPENDING', key, group[2], '-', '+', 10000)) do
              redis.call('XCLAIM', key, group[2], entry[2], 0, entry[1], 'IDLE', entry[3] + time, 'JUSTID')
            end
          end
        end

        function age.delayed(key)
          for _, member in ipairs(redis.call('ZRANGE', key, 0, -1)) do redis.call('ZINCRBY', key, -time, member) end
        end

        age.ended = age.delayed

        -- An entry's time is in its number, which its job knows.
        function age.dead(key)
          local entries = redis.call('XRANGE', key, '-', '+')
          redis.call('DEL', key)
          for _, entry in ipairs(entries) do
            local ms, rest = string.match(entry[1], '(%d+)(.*)')
            local aged, job = redis.call('XADD', key, ms - time .. rest, unpack(entry[2])), prefix .. 'job:' .. entry[2][2]
            if redis.call('HGET', job, 'dead') == entry[1] then redis.call('HSET', job, 'dead', aged) end
          end
        end

        for _, key in ipairs(redis.call('SCAN', 0, 'MATCH', prefix .. '*', 'COUNT', 100000)[2]) do
          local grow = age[string.match(key, '^%a+', #prefix + 1)]
          if grow then grow(key) end
        end
        """;

    /// <summary>Lets time pass for leases, delays and what is kept.</summary>
    public static async Task PassAsync(JobOptions options, TimeSpan time, CancellationToken cancellationToken)
    {
        await using var connection = new JobsConnection(options, TimeProvider.System, NullLogger.Instance);
        await connection.RunAsync(Age, cancellationToken, (long)time.TotalMilliseconds);
    }
}
