using CovidGrpc.Vision.Layers;
using Microsoft.Extensions.Logging;
using TorchSharp;

namespace CovidGrpc.ModelServing.Threads;

/// <summary>
/// Tells libtorch its threads: by itself it takes as many as the machine has cores, whatever a container's limit is. The number holds for the
/// thread that sets it (convolutions of any other still take all cores), so each thread that computes says it anew.
/// </summary>
public sealed class TorchThreads
{
    // Of this process: libtorch takes the number once, and ends the process when told another.
    private static int _interop;

    [ThreadStatic]
    private static int _intraopHere;

    private readonly Func<ThreadPlan> _find;
    private readonly ILogger<TorchThreads> _logger;

    /// <param name="find">Finds the plan; asks libtorch for its devices, and so loads it.</param>
    /// <param name="logger">Is told of the threads.</param>
    public TorchThreads(Func<ThreadPlan> find, ILogger<TorchThreads> logger) => (_find, _logger) = (find, logger);

    /// <summary>The calling thread computes from now on with as many threads as the plan says.</summary>
    public void UseHere()
    {
        var intraop = _find().Intraop;
        if (_intraopHere != intraop)
        {
            torch.set_num_threads(intraop);
            _intraopHere = intraop;
        }
    }

    /// <summary>Applies what holds for the whole process.</summary>
    internal void UseInProcess()
    {
        var plan = _find();
        var before = Interlocked.CompareExchange(ref _interop, plan.Interop, 0);
        if (before == 0)
        {
            torch.set_num_interop_threads(plan.Interop);
        }
        else if (before != plan.Interop)
        {
            ModelLog.InteropStays(_logger, before);
        }

        ModelLog.Threads(_logger, plan.Intraop, plan.Runs, Environment.ProcessorCount);
        if (ConvolutionCheck.TakesPlanes)
            ModelLog.CachesAreHidden(_logger);
    }
}
