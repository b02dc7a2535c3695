using CovidGrpc.Gateway.Operations;
using CovidGrpc.Jobs;

namespace CovidGrpc.Gateway.Uploads;

/// <summary>Deletes uploads whose time is over and that no job needs, now and then.</summary>
internal sealed partial class UploadExpiry(UploadStore uploads, NeededUploads needed, TimeProvider time, ILogger<UploadExpiry> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                await uploads.SweepAsync(await needed.ListAsync(stoppingToken), stoppingToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or JobsUnavailableException)
            {
                Failed(logger, e.GetType().FullName);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(600, LogLevel.Warning, "Uploads whose time is over cannot be deleted: {ExceptionType}")]
    private static partial void Failed(ILogger logger, string? exceptionType);
}
