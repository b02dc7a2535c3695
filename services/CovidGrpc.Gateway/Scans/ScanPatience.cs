using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;

namespace CovidGrpc.Gateway.Scans;

/// <summary>Lets a scan wait for services that are busy, late or away for a while: one slice refused must not lose three hundred.</summary>
internal sealed class ScanPatience(IOptions<ScanOptions> options, TimeProvider time)
{
    private readonly ResiliencePipeline _pipeline = Build(options.Value, time);

    public Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        _pipeline.ExecuteAsync(async token => await work(token), cancellationToken).AsTask();

    private static ResiliencePipeline Build(ScanOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<RpcException>(MayPass),
                MaxRetryAttempts = options.Retries,
                DelayGenerator = attempt => ValueTask.FromResult<TimeSpan?>(Asked(attempt.Outcome.Exception) ?? options.RetryDelay),
            });
        }

        return builder.Build();
    }

    // A call that has run out of its own time is cancelled: what is late here is a service.
    private static bool MayPass(RpcException exception) => exception.StatusCode is StatusCode.ResourceExhausted or StatusCode.Unavailable or StatusCode.DeadlineExceeded;

    private static TimeSpan? Asked(Exception? exception) => (exception as RpcException)?.GetRpcStatus()?.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan();
}
