using CovidGrpc.Hosting.Faults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Hosting.Limits;

/// <summary>Registration of a host's heavy work.</summary>
public static class WorkRegistration
{
    /// <summary>Adds <see cref="WorkLimits"/>; refused callers are told RESOURCE_EXHAUSTED with RetryInfo.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="room">Whose work it is, in traces and metrics, as <c>segmentation</c>.</param>
    /// <param name="section">Configuration section with <c>Concurrency</c> and <c>Waiting</c>.</param>
    /// <param name="waiting">Pieces of work that may wait unless configured.</param>
    /// <param name="reason">Reason of the refusal, upper snake case.</param>
    /// <param name="message">Message of the refusal.</param>
    public static IHostApplicationBuilder AddWorkLimits(
        this IHostApplicationBuilder builder, string room, string section, int waiting, string reason, string message)
    {
        builder.Services.AddOptions<WorkLimits>()
            .Configure(limits => (limits.Room, limits.Waiting) = (room, waiting))
            .Bind(builder.Configuration.GetSection(section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddFault<TooMuchWorkException>(e => Fault.Busy(reason, message, e.RetryAfter));
        return builder;
    }

    /// <summary>Adds <see cref="WorkGate"/> within the host's <see cref="WorkLimits"/>.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="concurrency">Pieces of work at once unless configured.</param>
    public static IHostApplicationBuilder AddWorkGate(this IHostApplicationBuilder builder, Func<IServiceProvider, int> concurrency)
    {
        builder.Services.AddSingleton(services =>
        {
            var limits = services.GetRequiredService<IOptions<WorkLimits>>().Value;
            return new WorkGate(limits.Room, limits.Concurrency ?? concurrency(services), limits.Waiting, services.GetRequiredService<TimeProvider>());
        });
        return builder;
    }
}
