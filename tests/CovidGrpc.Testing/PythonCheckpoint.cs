using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace CovidGrpc.Testing;

/// <summary>Runs PyTorch, where a machine has it.</summary>
public static class PythonCheckpoint
{
    private const string Interpreter = "/usr/bin/python3";

    /// <summary>Saves golden weights as the paper's authors save theirs.</summary>
    /// <param name="path">The new file.</param>
    /// <param name="format"><c>zip</c> or <c>legacy</c>.</param>
    /// <param name="architecture">Its name in a manifest.</param>
    /// <param name="backbone">Its name in a manifest.</param>
    /// <param name="tensors">Names and shapes.</param>
    /// <param name="overrides">A file with biases in place of those of the rule.</param>
    /// <param name="plain">True for a bare state dict.</param>
    /// <returns>Why it cannot be done here; null when it was.</returns>
    public static string? Save(
        string path, string format, string architecture, string backbone, IEnumerable<(string Name, IReadOnlyList<long> Shape)> tensors, string? overrides = null, bool plain = false)
    {
        var order = new
        {
            path,
            format,
            architecture,
            backbone,
            overrides,
            plain,
            tensors = tensors.Select(tensor => new { name = tensor.Name, shape = tensor.Shape }),
        };
        return Run([Repository.PathOf("tests", "golden", "save_checkpoint.py")], JsonSerializer.Serialize(order), out _);
    }

    /// <summary>Runs a program of a few lines that imports torch.</summary>
    /// <param name="program">The program.</param>
    /// <param name="argument">Its one argument.</param>
    /// <param name="output">What it printed.</param>
    /// <returns>Why it cannot be done here; null when it was.</returns>
    public static string? RunProgram(string program, string argument, out string output) => Run(["-c", program, argument], "", out output);

    private static string? Run(string[] arguments, string input, out string output)
    {
        output = "";
        var start = new ProcessStartInfo(Interpreter, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            var complaint = errors.GetAwaiter().GetResult();
            if (complaint.Contains("ModuleNotFoundError", StringComparison.Ordinal))
            {
                return "needs python3-torch and python3-numpy";
            }

            return process.ExitCode == 0 ? null : throw new InvalidOperationException(complaint);
        }
        catch (Win32Exception)
        {
            return $"needs {Interpreter}";
        }
        catch (IOException) when (input.Length > 0)
        {
            return "needs python3-torch and python3-numpy";
        }
    }
}
