namespace CovidGrpc.ModelServing.Threads;

/// <summary>On how many threads a room computes.</summary>
/// <param name="Intraop">Threads within one operation of a network.</param>
/// <param name="Interop">Threads for operations beside each other.</param>
/// <param name="Runs">Runs of a network at once.</param>
/// <param name="OnGpu">Whether they compute on a GPU.</param>
public sealed record ThreadPlan(int Intraop, int Interop, int Runs, bool OnGpu)
{
    // A slice's maps of 32 × 32 keep about so many threads busy: more cores than two such groups have go to further slices.
    private const int CoresOfRun = 8;

    // What is left to the processor beside a GPU are lists of boxes and masks.
    private const int CoresBesideGpu = 4;

    /// <summary>
    /// What fits a machine. On a CPU all threads of all runs are as many as there are cores: on up to 15 cores one run has all, beyond that there is
    /// a run for each 8. A GPU has one run, which a batch fills.
    /// </summary>
    /// <param name="cores">Cores that this process may use, at least 1; in a container its limit, rounded up.</param>
    /// <param name="onGpu">Whether the networks compute on a GPU.</param>
    /// <param name="intraop">Threads within one operation where they are set.</param>
    /// <param name="interop">Threads for operations beside each other where they are set.</param>
    /// <param name="runs">Runs at once where they are set.</param>
    public static ThreadPlan For(int cores, bool onGpu, int? intraop = null, int? interop = null, int? runs = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cores, 1);
        var atOnce = runs ?? (onGpu ? 1 : Math.Max(cores / (intraop ?? CoresOfRun), 1));
        var ofRun = intraop ?? Math.Max((onGpu ? Math.Min(cores, CoresBesideGpu) : cores) / atOnce, 1);
        return new(ofRun, interop ?? 1, atOnce, onGpu);
    }
}
