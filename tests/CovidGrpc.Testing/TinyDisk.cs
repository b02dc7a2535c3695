using System.ComponentModel;
using System.Diagnostics;

namespace CovidGrpc.Testing;

/// <summary>A real file system of one MiB, in memory; a test that needs one skips where this user may not mount.</summary>
public sealed class TinyDisk : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-tiny-");

    private TinyDisk()
    {
    }

    /// <summary>Where it is mounted.</summary>
    public string Path => _folder.FullName;

    /// <summary>Mounts it.</summary>
    public static TinyDisk Mount()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux");
        var disk = new TinyDisk();
        if (!Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.Path))
        {
            disk._folder.Delete();
            Assert.Skip("needs the right to mount a tmpfs");
        }

        return disk;
    }

    public void Dispose()
    {
        Assert.True(Run("umount", "--lazy", Path));
        _folder.Delete();
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            return process.WaitForExit(TimeSpan.FromSeconds(20)) && process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
