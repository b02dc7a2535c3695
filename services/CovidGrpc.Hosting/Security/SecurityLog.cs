using Microsoft.Extensions.Logging;

namespace CovidGrpc.Hosting.Security;

internal static partial class SecurityLog
{
    [LoggerMessage(140, LogLevel.Information, "{Rpc} refused {Caller}: {Reason}")]
    public static partial void Refused(ILogger logger, string? rpc, string caller, string reason);

    [LoggerMessage(141, LogLevel.Error, "{Path} cannot be used, what it said before still holds: {Cause}")]
    public static partial void Unusable(ILogger logger, string path, string cause);

    [LoggerMessage(142, LogLevel.Error, "The audit log has no line of {Rpc}: {Cause}")]
    public static partial void AuditFailed(ILogger logger, string rpc, string cause);
}
