using CovidGrpc.Testing;
using CovidGrpc.Testing.Processes;

namespace CovidGrpc.LongTests.Faults;

/// <summary>Something done to a part of the stack, and how it is undone.</summary>
internal sealed record Fault(string Part, string What, Func<CancellationToken, Task> DoAsync, Func<CancellationToken, Task> UndoAsync)
{
    // Hosts look once a second whether their files have changed.
    private static readonly TimeSpan Noticed = TimeSpan.FromSeconds(3);

    /// <summary>SIGKILL, and started again.</summary>
    public static Fault Kill(ServerProcess process) => new(process.Name, "killed, started again", Now(process.Stop), process.StartAgainAsync);

    /// <summary>SIGSTOP, SIGCONT.</summary>
    public static Fault Freeze(ServerProcess process) => new(process.Name, "frozen", Now(process.Freeze), Now(process.Thaw));

    /// <summary>SIGSTOP, and whoever is connected connects anew: the kernel takes the connections, and over TLS nobody shakes hands; SIGCONT.</summary>
    public static Fault FreezeBeforeHandshake(ServerProcess process, FaultyLink link) => new(
        process.Name,
        "frozen, connected to anew over TLS",
        Now(() =>
        {
            process.Freeze();
            Renew(link);
        }),
        Now(process.Thaw));

    /// <summary>SIGTERM, and started again.</summary>
    public static Fault End(ServerProcess process) =>
        new(process.Name, "asked to end, started again", async token => Assert.Equal(0, await process.EndAsync(token)), process.StartAgainAsync);

    public static Fault Cut(string part, FaultyLink link) => new(part, "cut off", Now(link.Cut), Now(link.Mend));

    public static Fault Silence(string part, FaultyLink link) => new(part, "silent", Now(link.Silence), Now(link.Mend));

    public static Fault Slow(string part, FaultyLink link, TimeSpan delay) =>
        new(part, $"{delay.TotalMilliseconds:0} ms slower, each piece of 64 KiB", Now(() => link.Slow(delay)), Now(link.Mend));

    /// <summary>The clock jumps, and back.</summary>
    public static Fault Jump(ServerProcess process, SkewedClock clock, TimeSpan ahead) =>
        new(process.Name, $"clock {ahead.TotalDays:+0;-0} days, and back", Now(() => clock.Set(ahead)), Now(() => clock.Set(TimeSpan.Zero)));

    /// <summary>
    /// A certificate that has ended is what a part presents, and whoever is connected with it connects anew; then it is renewed.
    /// </summary>
    /// <param name="process">The part.</param>
    /// <param name="authority">Who signs.</param>
    /// <param name="name">The certificate's name.</param>
    /// <param name="links">The ways on which it is presented.</param>
    public static Fault EndCertificate(ServerProcess process, TestAuthority authority, string name, params FaultyLink[] links) => new(
        process.Name,
        "certificate ended, then renewed",
        async token =>
        {
            authority.Issue(name, ends: -TimeSpan.FromMinutes(1));
            await Task.Delay(Noticed, token);
            Array.ForEach(links, Renew);
        },
        Now(() => authority.Issue(name)));

    /// <summary>A small disk is filled, and has room again.</summary>
    public static Fault Fill(string part, string folder, Func<CancellationToken, Task> after) => new(
        part,
        "disk full",
        Now(() => FillUp(Path.Combine(folder, "filler"))),
        async token =>
        {
            File.Delete(Path.Combine(folder, "filler"));
            await after(token);
        });

    private static void Renew(FaultyLink link)
    {
        link.Cut();
        link.Mend();
    }

    private static Func<CancellationToken, Task> Now(Action action) => _ =>
    {
        action();
        return Task.CompletedTask;
    };

    private static void FillUp(string path)
    {
        // Without a buffer: what does not fit is to fail here, not when the file is closed.
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var piece = new byte[1024];
        while (true)
        {
            try
            {
                file.Write(piece);
            }
            catch (IOException)
            {
                return;
            }
        }
    }
}
