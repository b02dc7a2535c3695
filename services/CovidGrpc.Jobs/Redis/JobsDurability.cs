using StackExchange.Redis;

namespace CovidGrpc.Jobs.Redis;

/// <summary>Whether a Redis keeps what it has accepted.</summary>
internal static class JobsDurability
{
    /// <summary>The settings that the server lacks, as its configuration file spells them.</summary>
    public static async Task<IReadOnlyList<string>> ProblemsAsync(IDatabase database)
    {
        var server = $"{await database.ExecuteAsync("INFO", "persistence")}{await database.ExecuteAsync("INFO", "memory")}";
        var problems = new List<string>();
        if (server.Contains("aof_enabled:0", StringComparison.Ordinal))
        {
            problems.Add("appendonly yes");
        }

        if (!server.Contains("maxmemory_policy:noeviction", StringComparison.Ordinal))
        {
            problems.Add("maxmemory-policy noeviction");
        }

        // Last: servers that others run refuse to tell their configuration.
        var fsync = (string[]?)await database.ExecuteAsync("CONFIG", "GET", "appendfsync");
        if (fsync is [_, not "always"])
        {
            problems.Add("appendfsync always");
        }

        return problems;
    }
}
