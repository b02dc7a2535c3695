namespace CovidGrpc.Cli.Doctor;

/// <summary>What a Redis is for, and how it then has to be set.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="IsStrict">Whether other settings lose something.</param>
/// <param name="Settings">Settings by name, with the value that each has to have, and why.</param>
internal sealed record RedisRole(string Name, bool IsStrict, IReadOnlyList<(string Setting, string Value, string Why)> Settings)
{
    /// <summary>What can be computed again: the oldest goes when memory ends, and nothing is written to disk.</summary>
    public static RedisRole Cache { get; } = new("cache", IsStrict: false,
    [
        ("maxmemory-policy", "allkeys-lru", "else it refuses entries when it is full"),
        ("appendonly", "no", "else it writes to disk what can be computed again"),
    ]);

    /// <summary>What must not be lost: nothing is thrown out, and everything is on disk before it is answered.</summary>
    public static RedisRole Jobs { get; } = new("jobs", IsStrict: true,
    [
        ("maxmemory-policy", "noeviction", "else it throws jobs out when it is full"),
        ("appendonly", "yes", "else jobs are lost when it restarts"),
        ("appendfsync", "always", "else the last jobs are lost when its machine stops"),
    ]);
}
