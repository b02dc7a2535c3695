using Grpc.Core;

namespace CovidGrpc.Client;

/// <summary>One call of a gateway: its deadline, and its failures as callers of this library get them.</summary>
internal static class GatewayCall
{
    /// <param name="call">Starts the call.</param>
    /// <param name="timeout">Longest wait for the answer; null for none.</param>
    /// <param name="time">The clock of the deadline.</param>
    /// <param name="cancellationToken">Stops the call and the computation behind it.</param>
    /// <exception cref="DiagnosisException">The call or the gateway failed.</exception>
    public static async Task<T> RunAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> call, TimeSpan? timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var deadline = timeout is { } limit ? time.GetUtcNow().UtcDateTime + limit : (DateTime?)null;
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
