using CovidGrpc.Hosting.Faults;
using CovidGrpc.Jobs;
using Google.Rpc;

namespace CovidGrpc.Gateway.Operations;

/// <summary>Operations in a host.</summary>
internal static class OperationRegistration
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    /// <summary>Adds the store of jobs, the work on those of uploads, and what tells of them.</summary>
    public static WebApplicationBuilder AddOperations(this WebApplicationBuilder builder)
    {
        builder.AddJobs();
        builder.AddJobHandler<UploadJobHandler>();
        builder.Services.AddSingleton<DiagnosisStart>();
        builder.Services.AddSingleton<OperationStore>();
        builder.Services.AddSingleton<OperationWatch>();
        builder.Services.AddSingleton<NeededUploads>();
        builder.Services.AddFault<JobsUnavailableException>(_ =>
            Fault.Unavailable("JOBS_UNAVAILABLE", "The store of operations is away: try again, with the same request id where something was to be started.", RetryAfter));
        builder.Services.AddFault<JobConflictException>(_ =>
            Fault.Create(Code.AlreadyExists, "REQUEST_ID_REUSED", "An operation of this request id asks for something else: choose a new id for each diagnosis."));
        return builder;
    }
}
