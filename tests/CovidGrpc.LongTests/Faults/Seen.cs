using System.Globalization;
using CovidGrpc.Hosting.Faults;
using Google.Rpc;
using Grpc.Core;

namespace CovidGrpc.LongTests.Faults;

/// <summary>What a client without retries saw of one call.</summary>
/// <param name="Code">The status.</param>
/// <param name="Reason">Of its ErrorInfo; null when there is none.</param>
/// <param name="RetryAfter">Of its RetryInfo; null when there is none.</param>
/// <param name="Took">How long the call took.</param>
internal sealed record Seen(StatusCode Code, string? Reason, TimeSpan? RetryAfter, TimeSpan Took)
{
    /// <summary>Runs a call.</summary>
    public static async Task<Seen> OfAsync(Func<CallOptions, Task> call, CallOptions options)
    {
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            await call(options);
            return new Seen(StatusCode.OK, null, null, TimeProvider.System.GetElapsedTime(started));
        }
        catch (RpcException e)
        {
            var retry = e.GetRpcStatus()?.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan();
            return new Seen(e.StatusCode, e.Reason(), retry, TimeProvider.System.GetElapsedTime(started));
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name()} in {Took.TotalSeconds:0.0} s");

    private string Name() => Code == StatusCode.OK
        ? "answered"
        : string.Create(CultureInfo.InvariantCulture, $"{Code}{(Reason is null ? "" : $" `{Reason}`")}{(RetryAfter is { } after ? $", again after {after.TotalSeconds:0.#} s" : "")}");
}
