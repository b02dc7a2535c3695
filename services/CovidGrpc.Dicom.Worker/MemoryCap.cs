using System.Runtime.InteropServices;

namespace CovidGrpc.Dicom.Worker;

/// <summary>What the worker process may take of memory.</summary>
internal static partial class MemoryCap
{
    /// <summary>All private writable memory, that of native libraries included, on Linux: 1 GiB.</summary>
    public const long ProcessBytes = 1L << 30;

    /// <summary>Managed heap, on every system: 256 MiB.</summary>
    public const long ManagedBytes = 256L << 20;

    private const int DataResource = 2;

    /// <summary>Caps this process. Reserved address space, of which a runtime has much, does not count.</summary>
    /// <exception cref="InvalidOperationException">The system refuses.</exception>
    public static void Apply()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var limit = new ResourceLimit(ProcessBytes, ProcessBytes);
        if (SetResourceLimit(DataResource, limit) != 0)
            throw new InvalidOperationException("The memory limit cannot be set.");
    }

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetResourceLimit(int resource, in ResourceLimit limit);

    private readonly record struct ResourceLimit(long Soft, long Hard);
}
