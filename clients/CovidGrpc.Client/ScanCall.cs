using CovidGrpc.Contracts.V1;
using Grpc.Core;

namespace CovidGrpc.Client;

/// <summary>One scan under way: files go up while answers come down. Disposing it ends the call and the work behind it.</summary>
internal sealed class ScanCall : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly AsyncDuplexStreamingCall<DiagnoseScanRequest, DiagnoseScanResponse> _call;
    private readonly OutgoingScan _scan;
    private readonly Task _sending;

    public ScanCall(DiagnosisService.DiagnosisServiceClient service, OutgoingScan scan, DiagnosisOptions? options, DateTime? deadline, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _call = service.DiagnoseScan(deadline: deadline, cancellationToken: _stop.Token);
        _scan = scan;
        _sending = SendAsync(options);
    }

    /// <summary>The next answer; null after the last.</summary>
    /// <exception cref="DiagnosisException">The files, the call or the gateway failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by the caller.</exception>
    public async Task<DiagnoseScanResponse?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!await _call.ResponseStream.MoveNext(_stop.Token))
            {
                return null;
            }
        }
        catch (RpcException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_stop.IsCancellationRequested)
            {
                // The sending ended the call, and is about to say why.
                await _sending;
            }

            throw DiagnosisException.From(e);
        }

        var response = _call.ResponseStream.Current;
        if (response.Verdict is { } verdict && _scan.LeftOut is { } leftOut)
        {
            verdict.Warnings.Add(leftOut);
        }

        return response;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _call.Dispose();
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task SendAsync(DiagnosisOptions? options)
    {
        try
        {
            await ScanUpload.SendAsync(_scan, _call.RequestStream, options, _stop.Token);
        }
        catch (Exception e) when (e is RpcException or IOException)
        {
            // The call has ended; its status says why. Files that cannot be read are no longer heard of here.
        }
        catch (Exception)
        {
            await _stop.CancelAsync();
            throw;
        }
    }
}
