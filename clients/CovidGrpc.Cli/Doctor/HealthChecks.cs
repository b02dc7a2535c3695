using System.Globalization;
using System.Text.Json;
using CovidGrpc.Hosting.Calls;
using CovidGrpc.Transport;
using Grpc.Core;
using Grpc.Health.V1;

namespace CovidGrpc.Cli.Doctor;

/// <summary>Asks a service for the health of its contract (<c>grpc.health.v1</c>).</summary>
internal static class HealthChecks
{
    /// <summary>The health of one of the services behind the gateway, or of the evaluation.</summary>
    public static Task<CheckResult> ServiceAsync(string name, Uri address, CallSecurity security, TimeSpan timeout, CancellationToken cancellationToken) =>
        AskAsync($"{name} health", $"covid.v1.{char.ToUpperInvariant(name[0])}{name[1..]}Service", address, security, timeout, cancellationToken);

    /// <summary>The health of a contract.</summary>
    public static async Task<CheckResult> AskAsync(string check, string contract, Uri address, CallSecurity security, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var place = PlaceOf(address);
        using var channel = ServiceChannel.Open(address.ToString(), security);
        var time = TimeProvider.System;
        var started = time.GetTimestamp();
        try
        {
            var reply = await new Health.HealthClient(channel).CheckAsync(
                new HealthCheckRequest { Service = contract }, deadline: time.GetUtcNow().UtcDateTime + timeout, cancellationToken: cancellationToken);
            var elapsed = time.GetElapsedTime(started).TotalMilliseconds;
            return reply.Status == HealthCheckResponse.Types.ServingStatus.Serving
                ? CheckResult.Ok(check, string.Create(CultureInfo.InvariantCulture, $"{contract} at {place} serves, told in {elapsed:0} ms"))
                : CheckResult.Failed(
                    check,
                    $"{contract} at {place} is there and does not serve",
                    "a model may still load, or a service behind it is away: see its log, and check the services with --service NAME=URL");
        }
        catch (RpcException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (RpcException e)
        {
            return OfFailure(check, contract, place, e, timeout);
        }
    }

    /// <summary>An address without what stands before and behind host and port.</summary>
    public static string PlaceOf(Uri address) => $"{address.Scheme}://{address.Host}:{address.Port.ToString(CultureInfo.InvariantCulture)}";

    private static CheckResult OfFailure(string check, string contract, string place, RpcException failure, TimeSpan timeout) => failure.StatusCode switch
    {
        StatusCode.DeadlineExceeded => CheckResult.Failed(
            check,
            string.Create(CultureInfo.InvariantCulture, $"{place} did not answer within {timeout.TotalSeconds:0.#} s"),
            "see whether it is overloaded or a proxy holds calls back; --timeout waits longer"),
        _ when CallSecurity.IsOfHandshake(failure.Status.DebugException) => CheckResult.Failed(
            check, $"{place} presents no certificate that is trusted, or wants one", "name who signs it with --ca-file, and see that it has not expired"),
        StatusCode.NotFound => CheckResult.Failed(check, $"{place} is there and knows no {contract}", "another service listens there: check the address"),
        StatusCode.Unavailable => CheckResult.Failed(check, $"{place} cannot be reached", "start it, or check address, port and network; gRPC is spoken on 8080 unless configured"),
        _ => CheckResult.Failed(
            check,
            $"{place} answered {JsonNamingPolicy.SnakeCaseUpper.ConvertName(failure.StatusCode.ToString())}",
            "it may be no gRPC port of CovidGrpc: check address and port"),
    };
}
