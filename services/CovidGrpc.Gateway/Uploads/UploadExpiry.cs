namespace CovidGrpc.Gateway.Uploads;

/// <summary>Deletes uploads whose time is over, now and then.</summary>
internal sealed partial class UploadExpiry(UploadStore uploads, TimeProvider time, ILogger<UploadExpiry> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                await uploads.SweepAsync(stoppingToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Failed(logger, e.GetType().FullName);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(600, LogLevel.Warning, "Uploads whose time is over cannot be deleted: {ExceptionType}")]
    private static partial void Failed(ILogger logger, string? exceptionType);
}
