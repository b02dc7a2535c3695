using System.Globalization;

namespace CovidGrpc.ModelServing;

/// <summary>What memory the machine, or the container (control group 2), still has.</summary>
internal static class MachineMemory
{
    private const string Machine = "/proc/meminfo";
    private const string ContainerLimit = "/sys/fs/cgroup/memory.max";
    private const string ContainerUse = "/sys/fs/cgroup/memory.current";

    public static long AvailableBytes()
    {
        if (!File.Exists(Machine))
        {
            return GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        }

        var ofMachine = MemoryFields.Kibibytes(Machine, "MemAvailable") * 1024 ?? long.MaxValue;
        return Math.Min(ofMachine, OfContainer() ?? long.MaxValue);
    }

    // The file says "max" where there is no limit.
    private static long? OfContainer() =>
        Read(ContainerLimit) is { } limit && Read(ContainerUse) is { } use ? Math.Max(limit - use, 0) : null;

    private static long? Read(string file) =>
        File.Exists(file) && long.TryParse(File.ReadAllText(file).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;
}
