using System.Collections.Concurrent;

namespace CovidGrpc.Hosting.Limits;

/// <summary>
/// Runs tasks on threads of its own, always the same ones. The C library and libtorch keep memory for each thread that ever called them: on
/// threads of the pool, which come and go, a process grows by hundreds of MiB.
/// </summary>
internal sealed class FixedThreads : TaskScheduler, IDisposable
{
    private readonly BlockingCollection<Task> _tasks = [];

    /// <param name="count">Threads.</param>
    public FixedThreads(int count)
    {
        MaximumConcurrencyLevel = count;
        for (var i = 0; i < count; i++)
        {
            new Thread(Run) { IsBackground = true, Name = "work" }.Start();
        }
    }

    public override int MaximumConcurrencyLevel { get; }

    /// <summary>Lets the threads end once nothing is left.</summary>
    public void Dispose() => _tasks.CompleteAdding();

    protected override void QueueTask(Task task) => _tasks.Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _tasks.ToArray();

    private void Run()
    {
        foreach (var task in _tasks.GetConsumingEnumerable())
        {
            TryExecuteTask(task);
        }
    }
}
