using System.Threading.RateLimiting;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Hosting.Telemetry;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Logging;

namespace CovidGrpc.Hosting.Security.Limits;

/// <summary>The limits of each caller: so many calls at a time, so many in a second. What is beyond is refused before it is read, and told when to try again.</summary>
internal static class CallerLimits
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Refuses what is beyond the limits.</summary>
    public static void Apply(RateLimiterOptions limiter, CallerLimitOptions options, ILogger logger)
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(AtOnce(options), InASecond(options));
        limiter.OnRejected = async (rejected, cancellationToken) =>
        {
            var retryAfter = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var told) ? told : Pause;
            const string reason = "CALLER_LIMIT";
            SecurityLog.Refused(logger, RpcAuthorization.RpcOf(rejected.HttpContext), Caller.NameOf(rejected.HttpContext), reason);
            Measures.Failed(StatusCode.ResourceExhausted, reason);
            await StatusAnswer.WriteAsync(
                rejected.HttpContext,
                Fault.Busy(reason, "This caller has too many calls under way, or makes them too fast.", retryAfter),
                StatusCodes.Status429TooManyRequests,
                cancellationToken);
        };
    }

    private static PartitionedRateLimiter<HttpContext> AtOnce(CallerLimitOptions options) => Create(
        options.MostAtOnce > 0, caller => RateLimitPartition.GetConcurrencyLimiter(caller, _ => new ConcurrencyLimiterOptions { PermitLimit = options.MostAtOnce }));

    private static PartitionedRateLimiter<HttpContext> InASecond(CallerLimitOptions options) => Create(
        options.PerSecond > 0,
        caller => RateLimitPartition.GetTokenBucketLimiter(caller, _ => new TokenBucketRateLimiterOptions
        {
            TokensPerPeriod = options.PerSecond,
            TokenLimit = options.PerSecond + options.Burst,
            ReplenishmentPeriod = Pause,
        }));

    // Probes are nobody's, pages are no calls, and who comes by a Unix socket (which has no address) is of the same house.
    private static PartitionedRateLimiter<HttpContext> Create(bool isLimited, Func<string, RateLimitPartition<string>> limit) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context => isLimited && context.Connection.LocalIpAddress is not null && RpcAuthorization.RpcOf(context) is { } rpc && !RpcRoles.IsOpen(rpc)
            ? limit(Caller.KeyOf(context))
            : RateLimitPartition.GetNoLimiter(""));
}
