using Grpc.Core;

namespace CovidGrpc.Client;

/// <summary>What the typed clients of a gateway share: how they call, and the channel where they opened it themselves.</summary>
public abstract class GatewayClient : IDisposable
{
    private readonly IDisposable? _owned;

    private protected GatewayClient(TimeProvider? time, IDisposable? owned)
    {
        Time = time ?? TimeProvider.System;
        _owned = owned;
    }

    private protected TimeProvider Time { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _owned?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <param name="call">Starts the call.</param>
    /// <param name="timeout">Longest wait for the answer; null for none.</param>
    /// <param name="cancellationToken">Stops the call and the computation behind it.</param>
    /// <exception cref="DiagnosisException">The call or the gateway failed.</exception>
    private protected async Task<T> RunAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> call, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var deadline = timeout is { } limit ? Time.GetUtcNow().UtcDateTime + limit : (DateTime?)null;
        try
        {
            return await call(new CallOptions(deadline: deadline, cancellationToken: cancellationToken));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("the call was cancelled", e, cancellationToken);
        }
        catch (RpcException e)
        {
            throw DiagnosisException.From(e);
        }
    }
}
