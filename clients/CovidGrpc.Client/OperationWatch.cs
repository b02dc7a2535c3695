using CovidGrpc.Contracts.V1;
using Grpc.Core;

namespace CovidGrpc.Client;

/// <summary>Watches an operation over one call, or over several where the gateway goes and comes back meanwhile.</summary>
internal sealed class OperationWatch(DiagnosisService.DiagnosisServiceClient service, string operationId, TimeProvider time, CancellationToken cancellationToken) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private AsyncServerStreamingCall<WatchOperationResponse>? _call;
    private Operation? _last;
    private long _lastHeard;

    /// <summary>The operation after its next change; null when it has ended.</summary>
    /// <exception cref="DiagnosisException">There is none of that id, or the call or the gateway failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by the caller.</exception>
    public async Task<Operation?> NextAsync()
    {
        while (true)
        {
            if (!await MoveNextAsync())
            {
                return null;
            }

            _lastHeard = time.GetTimestamp();
            var operation = _call!.ResponseStream.Current.Operation;
            // A new call begins with what the one before may have told.
            if (!operation.Equals(_last))
            {
                return _last = operation;
            }
        }
    }

    public void Dispose() => _call?.Dispose();

    private async Task<bool> MoveNextAsync()
    {
        while (true)
        {
            try
            {
                _call ??= service.WatchOperation(new WatchOperationRequest { OperationId = operationId }, cancellationToken: cancellationToken);
                return await _call.ResponseStream.MoveNext(cancellationToken);
            }
            catch (RpcException e) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException("the call was cancelled", e, cancellationToken);
            }
            catch (RpcException e) when (DiagnosisException.From(e).Code == StatusCode.Unavailable && _last is not null && time.GetElapsedTime(_lastHeard) < Patience)
            {
                _call!.Dispose();
                _call = null;
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (RpcException e)
            {
                throw DiagnosisException.From(e);
            }
        }
    }
}
