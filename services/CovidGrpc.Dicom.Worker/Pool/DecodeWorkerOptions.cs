namespace CovidGrpc.Dicom.Worker.Pool;

/// <summary>How many workers there are, and how long one may take.</summary>
public sealed record DecodeWorkerOptions
{
    /// <summary>Most workers at once. Default: one for each processor, at most four.</summary>
    public int MaxWorkers { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <summary>Processor time for a frame, for each started megapixel; a worker that takes more is killed. Default 1 s.</summary>
    public TimeSpan ProcessorTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time by the clock for a frame, on a machine busy with other things; a worker that takes more is killed. Default 10 s.</summary>
    public TimeSpan ClockTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time by the clock until a new worker is ready. Default 30 s.</summary>
    public TimeSpan StartTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The worker's program. Default: beside the running one.</summary>
    public string ProgramPath { get; init; } = Path.Combine(
        AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "CovidGrpc.Dicom.Worker.exe" : "CovidGrpc.Dicom.Worker");
}
