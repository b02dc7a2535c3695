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
        var status = exception.GetRpcStatus();
        return new DiagnosisException(
            exception.StatusCode,
            status?.GetDetail<Google.Rpc.ErrorInfo>()?.Reason ?? exception.StatusCode.ToString(),
            status?.Message ?? (IsOfTls(exception) ? "the gateway's certificate is not trusted, or it speaks no TLS there" : Plain(exception.StatusCode)),
            status?.GetDetail<Google.Rpc.RetryInfo>()?.RetryDelay?.ToTimeSpan(),
            exception);
    }

    private static bool IsOfTls(RpcException exception) => exception.Status.DebugException is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError };

    private static string Plain(StatusCode code) => code switch
    {
        StatusCode.Unavailable => "the gateway cannot be reached",
        StatusCode.DeadlineExceeded => "the gateway did not answer in time",
        StatusCode.Unauthenticated or StatusCode.PermissionDenied => "the gateway does not let this caller in",
        _ => $"the gateway answered {code}",
    };
}
