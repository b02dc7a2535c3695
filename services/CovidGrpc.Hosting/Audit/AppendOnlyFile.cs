using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CovidGrpc.Hosting.Audit;

/// <summary>
/// Opens files that only grow. On Linux by <c>open(2)</c> with O_APPEND: .NET's own append mode remembers where the end was, so that two
/// writers overwrite each other, and is refused files that the administrator made append-only (<c>chattr +a</c>).
/// </summary>
internal static partial class AppendOnlyFile
{
    private const int WriteOnly = 0x1;
    private const int Create = 0x40;
    private const int Append = 0x400;
    private const int CloseOnExec = 0x80000;
    private const int OwnerAndGroup = 0b110_100_000;

    /// <summary>Opens or makes a file, which its owner writes and its group reads.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static FileStream Open(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        }

        var handle = OpenFile(path, WriteOnly | Create | Append | CloseOnExec, OwnerAndGroup);
        if (!handle.IsInvalid)
        {
            return new FileStream(handle, FileAccess.Write, bufferSize: 0);
        }

        var cause = Marshal.GetLastPInvokeErrorMessage();
        handle.Dispose();
        throw new IOException($"{path}: {cause}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenFile(string path, int flags, int mode);
}
