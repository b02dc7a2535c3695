using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CovidGrpc.Dicom.Worker.Pool;

/// <summary>One worker process, seen from outside. One request at a time.</summary>
internal sealed class DecodeWorker : IDisposable
{
    private const int MaxProblemBytes = 1 << 10;

    private readonly Process _process;
    private readonly DecodeWorkerOptions _options;
    private readonly TimeProvider _time;

    private DecodeWorker(Process process, DecodeWorkerOptions options, TimeProvider time) => (_process, _options, _time) = (process, options, time);

    /// <summary>Identifier of the process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Whether the process still runs.</summary>
    public bool IsAlive => !_process.HasExited;

    /// <summary>Starts a worker and waits until it is ready.</summary>
    /// <exception cref="DicomException">It cannot be started.</exception>
    public static DecodeWorker Start(DecodeWorkerOptions options, TimeProvider time)
    {
        Process process;
        try
        {
            process = Process.Start(StartInfo(options))!;
        }
        catch (Win32Exception)
        {
            throw Unavailable();
        }

        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var worker = new DecodeWorker(process, options, time);
        try
        {
            using var watchdog = new Watchdog(process, options.StartTime, options.StartTime, time);
            WorkerProtocol.ReadReply(process.StandardOutput.BaseStream, 0);
            return worker;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            worker.Dispose();
            throw Unavailable();
        }
    }

    /// <summary>Decodes a frame.</summary>
    /// <exception cref="DicomException">The worker took too long, or ended; it is of no use any more.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the worker is of no use any more.</exception>
    public DecodeReply Decode(DecodeRequest request, CancellationToken cancellation)
    {
        using var killing = cancellation.Register(_process.Kill);
        var megapixels = 1 + (((long)request.Rows * request.Columns) >> 20);
        using var watchdog = new Watchdog(_process, _options.ProcessorTime * megapixels, _options.ClockTime * megapixels, _time);
        try
        {
            WorkerProtocol.WriteRequest(_process.StandardInput.BaseStream, request);
            return WorkerProtocol.ReadReply(_process.StandardOutput.BaseStream, Math.Max(MaxProblemBytes, request.FrameBytes));
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new DicomException(DicomReasons.DecoderLimit, watchdog.HasKilled
                ? "The pixel data is damaged: its decoder took too long."
                : $"The pixel data is damaged: its decoder ended without an answer, or needs more than {MemoryCap.ProcessBytes >> 20} MiB.");
        }
    }

    /// <summary>Ends the process, whatever it does.</summary>
    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(DecodeWorkerOptions options)
    {
        var info = new ProcessStartInfo(options.ProgramPath)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // Code of others needs no secrets of this process; it runs on the same runtime.
        info.Environment.Clear();
        info.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        info.Environment["DOTNET_GCHeapHardLimit"] = MemoryCap.ManagedBytes.ToString("X");
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        return info;
    }

    private static DicomException Unavailable() => new(
        DicomReasons.DecoderUnavailable, "The decoder of this compression cannot be started: CovidGrpc.Dicom.Worker belongs beside the program.");
}
