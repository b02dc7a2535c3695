using System.Globalization;

namespace CovidGrpc.Testing.Processes;

/// <summary>The clock of one process, by libfaketime: it can be set while the process runs. What measures durations is left as it is.</summary>
public sealed class SkewedClock : IDisposable
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

    private readonly string _file = Path.GetTempFileName();

    /// <summary>Gives a process such a clock from its next start on; skips the test where libfaketime is not installed.</summary>
    public SkewedClock(ServerProcess process)
    {
        Assert.SkipUnless(File.Exists(Library), "needs libfaketime (apt-get install faketime)");
        Set(TimeSpan.Zero);
        process.Environment["LD_PRELOAD"] = Library;
        process.Environment["FAKETIME_TIMESTAMP_FILE"] = _file;
        process.Environment["FAKETIME_NO_CACHE"] = "1";
        process.Environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
    }

    /// <summary>Sets the clock forward by so much, or back.</summary>
    public void Set(TimeSpan ahead) => File.WriteAllText(_file, string.Create(CultureInfo.InvariantCulture, $"{(long)ahead.TotalSeconds:+0;-0;+0}"));

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_file);
}
