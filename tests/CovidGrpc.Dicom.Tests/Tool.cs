using System.ComponentModel;
using System.Diagnostics;
using CovidGrpc.Dicom;

namespace CovidGrpc.Tests;

/// <summary>Other people's DICOM tools, run on a file that was written here; skips the test where one is absent.</summary>
internal static class Tool
{
    public static (int ExitCode, string Output) Run(DicomFile file, string tool, params string[] arguments)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, file.ToArray());
            return Run(tool, [.. arguments, path]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Runs a script in Debian's Python; skips where it lacks pydicom or NumPy.</summary>
    public static string Python(DicomFile file, string script)
    {
        var (exitCode, output) = Run(file, "/usr/bin/python3", "-c", script);
        Assert.SkipWhen(output.Contains("ModuleNotFoundError", StringComparison.Ordinal), "needs python3-pydicom and python3-numpy");
        Assert.True(exitCode == 0, output);
        return output.Trim();
    }

    private static (int ExitCode, string Output) Run(string tool, string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + errors.GetAwaiter().GetResult());
        }
        catch (Win32Exception)
        {
            Assert.Skip($"needs {tool}");
            return default;
        }
    }
}
