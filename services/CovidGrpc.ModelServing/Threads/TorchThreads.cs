using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using TorchSharp;

namespace CovidGrpc.ModelServing.Threads;

/// <summary>Tells libtorch its threads: by itself it takes as many as the machine has cores, whatever a container's limit is.</summary>
/// <param name="find">Finds the plan; asks libtorch for its devices, and so loads it.</param>
/// <param name="logger">Is told of the threads.</param>
internal sealed class TorchThreads(Func<ThreadPlan> find, ILogger<TorchThreads> logger)
{
    /// <summary>Applies the plan to this process.</summary>
    public void Apply()
    {
        var plan = find();
        torch.set_num_threads(plan.Intraop);
        try
        {
            // Settable once a process, and rooms may share one.
            if (torch.get_num_interop_threads() != plan.Interop)
            {
                torch.set_num_interop_threads(plan.Interop);
            }
        }
        catch (ExternalException)
        {
            ModelLog.InteropStays(logger, torch.get_num_interop_threads());
        }

        ModelLog.Threads(logger, plan.Intraop, plan.Runs, Environment.ProcessorCount);
    }
}
