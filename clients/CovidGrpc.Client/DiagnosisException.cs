using CovidGrpc.Contracts;
using CovidGrpc.Transport;
using Grpc.Core;

namespace CovidGrpc.Client;

/// <summary>The gateway, or this client before it, refused or failed. The message is one line for people.</summary>
public sealed class DiagnosisException : Exception
{
    internal DiagnosisException(StatusCode code, string reason, string message, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        Reason = reason;
        RetryAfter = retryAfter;
    }

    /// <summary>The status.</summary>
    public StatusCode Code { get; }

    /// <summary>Stable reason in upper snake case, from the status's ErrorInfo; the status's name where it has none.</summary>
    public string Reason { get; }

    /// <summary>When it is worth trying again, where the gateway says so.</summary>
    public TimeSpan? RetryAfter { get; }

    internal static DiagnosisException From(RpcException exception)
    {
        if (CallSecurity.IsOfHandshake(exception.Status.DebugException))
        {
            return new DiagnosisException(StatusCode.Unavailable, "TLS_FAILED", "the gateway's certificate is not trusted, or it speaks no TLS there", innerException: exception);
        }

        var status = exception.GetRpcStatus();
        var code = exception.IsOfSilentConnection() ? StatusCode.Unavailable : exception.StatusCode;
        return new DiagnosisException(
            code,
            status?.GetDetail<Google.Rpc.ErrorInfo>()?.Reason ?? code.ToString(),
            status?.Message ?? Plain(code),
            status?.GetDetail<Google.Rpc.RetryInfo>()?.RetryDelay?.ToTimeSpan(),
            exception);
    }

    private static string Plain(StatusCode code) => code switch
    {
        StatusCode.Unavailable => "the gateway cannot be reached",
        StatusCode.DeadlineExceeded => "the gateway did not answer in time",
        StatusCode.Unauthenticated or StatusCode.PermissionDenied => "the gateway does not let this caller in",
        _ => $"the gateway answered {code}",
    };
}
