using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using CovidGrpc.Redis;
using StackExchange.Redis;

namespace CovidGrpc.Cli.Doctor;

/// <summary>A Redis: is it there, and is it set as its role asks.</summary>
internal static class RedisChecks
{
    public static async IAsyncEnumerable<CheckResult> RunAsync(RedisRole role, RedisEndpoint endpoint, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var check = $"{role.Name} Redis";
        if (Parse(endpoint, timeout) is not { } options)
        {
            yield return CheckResult.Failed(check, "the connection string cannot be read", "write it as host:6379, or host:6379,user=…,ssl=true");
            yield break;
        }

        var place = string.Join(", ", options.EndPoints.Select(Place));
        await using var redis = await ConnectAsync(options, cancellationToken);
        if (redis is null || await PingAsync(redis, cancellationToken) is not { } ping)
        {
            yield return CheckResult.Failed(check, $"{place} cannot be reached, or refuses the login", "start it, or check address, network, user and password");
            yield break;
        }

        yield return CheckResult.Ok(check, string.Create(CultureInfo.InvariantCulture, $"{place} answers in {ping.TotalMilliseconds:0.0} ms"));
        foreach (var setting in role.Settings)
        {
            yield return Compare(role, setting, await SettingAsync(redis, setting.Setting, cancellationToken));
        }

        if (!role.IsStrict && await SettingAsync(redis, "maxmemory", cancellationToken) is "0")
        {
            yield return CheckResult.Warning($"{check} maxmemory", "it is 0: the cache grows until the machine has no memory left", "set maxmemory, as 2gb");
        }
    }

    private static CheckResult Compare(RedisRole role, (string Setting, string Value, string Why) wanted, string? found)
    {
        var check = $"{role.Name} Redis {wanted.Setting}";
        if (found is null)
        {
            return CheckResult.Warning(check, "it may not be asked (CONFIG GET is refused)", $"see to it that {wanted.Setting} is {wanted.Value}: {wanted.Why}");
        }

        if (found == wanted.Value)
        {
            return CheckResult.Ok(check, $"it is {found}");
        }

        return new CheckResult(
            check, role.IsStrict ? CheckOutcome.Failed : CheckOutcome.Warning, $"it is {found}", $"set {wanted.Setting} {wanted.Value}: {wanted.Why}");
    }

    private static ConfigurationOptions? Parse(RedisEndpoint endpoint, TimeSpan timeout)
    {
        try
        {
            var options = endpoint.Configuration(TimeProvider.System);
            var wait = (int)timeout.TotalMilliseconds;
            (options.AbortOnConnectFail, options.AllowAdmin, options.ConnectRetry) = (true, true, 1);
            (options.ConnectTimeout, options.SyncTimeout, options.AsyncTimeout) = (wait, wait, wait);
            return options.EndPoints.Count > 0 ? options : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static async Task<ConnectionMultiplexer?> ConnectAsync(ConfigurationOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(cancellationToken);
        }
        catch (RedisException)
        {
            return null;
        }
    }

    private static async Task<TimeSpan?> PingAsync(ConnectionMultiplexer redis, CancellationToken cancellationToken)
    {
        try
        {
            return await redis.GetDatabase().PingAsync().WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return null;
        }
    }

    private static async Task<string?> SettingAsync(ConnectionMultiplexer redis, string name, CancellationToken cancellationToken)
    {
        try
        {
            var found = await redis.GetServer(redis.GetEndPoints()[0]).ConfigGetAsync(name).WaitAsync(cancellationToken);
            return found.FirstOrDefault(setting => setting.Key == name).Value;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return null;
        }
    }

    // Never the whole connection string, which may hold a password.
    private static string Place(EndPoint endPoint) =>
        endPoint is DnsEndPoint dns ? string.Create(CultureInfo.InvariantCulture, $"{dns.Host}:{dns.Port}") : endPoint.ToString() ?? "";
}
