namespace CovidGrpc.Jobs.Redis;

/// <summary>
/// The steps of a job as Redis runs them: whole, or not at all. A script with flags is refused before it begins where the server may not
/// write (replica, full disk), so none stops halfway. Memory being full keeps new work out, and lets work that is there end.
/// </summary>
internal static class JobScripts
{
    private static readonly string Common = Read("job");

    public static string Submit { get; } = Script("submit", "#!lua");

    public static string Replay { get; } = Script("replay", "#!lua");

    public static string Take { get; } = Script("take", "#!lua flags=allow-oom");

    public static string Renew { get; } = Script("renew", "#!lua flags=allow-oom");

    public static string Complete { get; } = Script("complete", "#!lua flags=allow-oom");

    public static string Fail { get; } = Script("fail", "#!lua flags=allow-oom");

    public static string Release { get; } = Script("release", "#!lua flags=allow-oom");

    public static string Cancel { get; } = Script("cancel", "#!lua flags=allow-oom");

    public static string Find { get; } = Script("find", "#!lua flags=no-writes");

    public static string Count { get; } = Script("count", "#!lua flags=no-writes");

    public static string List { get; } = Script("list", "#!lua flags=no-writes");

    private static string Script(string name, string engine) => $"{engine}\n{Common}{Read(name)}";

    private static string Read(string name)
    {
        using var stream = typeof(JobScripts).Assembly.GetManifestResourceStream($"{name}.lua")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
