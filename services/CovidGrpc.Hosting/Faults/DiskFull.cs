namespace CovidGrpc.Hosting.Faults;

/// <summary>A disk, or a quota, that takes no more: nothing is wrong with the request, and it may be sent again.</summary>
internal static class DiskFull
{
    // What .NET puts into HResult: errno on Unix, else the Win32 code of the facility 7.
    private const int NoSpace = 28;
    private const int QuotaExceededOnLinux = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    public static bool Is(Exception exception) =>
        exception is IOException { HResult: WindowsDiskFull } || (exception is IOException { HResult: NoSpace or QuotaExceededOnLinux } && !OperatingSystem.IsWindows());

    public static Google.Rpc.Status Status { get; } = Fault.Busy("DISK_FULL", "The disk of the service is full: files are not taken until there is room.", RetryAfter);
}
