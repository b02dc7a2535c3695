using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using Grpc.Core;

namespace CovidGrpc.Gateway.Operations;

/// <summary>Tells a caller of an operation's state: at once, and at each change until it ends.</summary>
internal sealed class OperationWatch(OperationStore operations, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    public async Task WatchAsync(string id, IServerStreamWriter<WatchOperationResponse> responses, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await WriteAsync(id, responses, end.Token);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // The operation goes on, here or elsewhere; a watcher must not hold up the end of this host.
            throw Fault.Unavailable("GATEWAY_STOPPING", "The gateway is stopping: watch again.", TimeSpan.FromSeconds(1)).ToRpcException();
        }
    }

    private async Task WriteAsync(string id, IServerStreamWriter<WatchOperationResponse> responses, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        Operation operation;
        object? told = null;
        do
        {
            operation = await operations.GetAsync(id, cancellationToken);
            // A sign of life alone is no change.
            var telling = (operation.State, operation.Tries, operation.Progress, operation.LastFailure);
            if (!telling.Equals(told))
            {
                await responses.WriteAsync(new WatchOperationResponse { Operation = operation }, cancellationToken);
                told = telling;
            }
        }
        while (!HasEnded(operation) && await timer.WaitForNextTickAsync(cancellationToken));
    }

    private static bool HasEnded(Operation operation) =>
        operation.State is Operation.Types.State.Succeeded or Operation.Types.State.Failed or Operation.Types.State.Cancelled;
}
