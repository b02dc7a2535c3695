using Microsoft.Extensions.Logging;

namespace CovidGrpc.ModelServing;

internal static partial class ModelLog
{
    [LoggerMessage(300, LogLevel.Information, "Serving {Name} {Version} ({Digest}) on {Device} after {Elapsed}")]
    public static partial void Serving(ILogger logger, string name, string version, string digest, string device, TimeSpan elapsed);

    [LoggerMessage(301, LogLevel.Critical, "The model cannot be used: {Cause}")]
    public static partial void Unusable(ILogger logger, string cause);
}
