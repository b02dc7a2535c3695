using CovidGrpc.Hosting.Faults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CovidGrpc.Hosting.Limits;

/// <summary>Registration of a host's gate.</summary>
public static class WorkGateRegistration
{
    /// <summary>Adds <see cref="WorkGate"/>; refused callers are told RESOURCE_EXHAUSTED with RetryInfo.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="room">Whose work it is, in metrics, as <c>segmentation</c>.</param>
    /// <param name="section">Configuration section with <c>Concurrency</c> and <c>Waiting</c>.</param>
    /// <param name="concurrency">Pieces of work at once unless configured.</param>
    /// <param name="waiting">Pieces of work that may wait unless configured.</param>
    /// <param name="reason">Reason of the refusal, upper snake case.</param>
    /// <param name="message">Message of the refusal.</param>
    public static IHostApplicationBuilder AddWorkGate(
        this IHostApplicationBuilder builder, string room, string section, int concurrency, int waiting, string reason, string message)
    {
        builder.Services.AddOptions<WorkGateOptions>()
            .Configure(gate => (gate.Room, gate.Concurrency, gate.Waiting) = (room, concurrency, waiting))
            .Bind(builder.Configuration.GetSection(section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<WorkGate>();
        builder.Services.AddFault<TooMuchWorkException>(e => Fault.Busy(reason, message, e.RetryAfter));
        return builder;
    }
}
