using CovidGrpc.Hosting.Calls;
using Grpc.Core;
using Grpc.Health.V1;

namespace CovidGrpc.Hosting.Serving;

/// <summary>
/// Lets a host ask the one that runs beside it whether it serves: for container health checks, where there is no other tool. A
/// program started with <see cref="Argument"/> only asks, and ends with 0 (serving) or 1.
/// </summary>
public static class HealthProbe
{
    /// <summary>The argument: <c>--check-health</c>, and after it the address when it is not <c>http://localhost:8080</c>.</summary>
    public const string Argument = "--check-health";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>True when the arguments ask for a probe.</summary>
    public static bool IsAskedFor(string[] args) => args is [Argument, ..];

    /// <summary>Asks for the health of a contract, as <c>covid.v1.SegmentationService</c>.</summary>
    public static async Task<int> RunAsync(string[] args, string contract)
    {
        using var channel = ServiceChannel.Open(args is [_, var address, ..] ? address : "http://localhost:8080");
        try
        {
            var deadline = TimeProvider.System.GetUtcNow().UtcDateTime + Patience;
            var reply = await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest { Service = contract }, deadline: deadline);
            return reply.Status == HealthCheckResponse.Types.ServingStatus.Serving ? 0 : 1;
        }
        catch (RpcException)
        {
            return 1;
        }
    }
}
