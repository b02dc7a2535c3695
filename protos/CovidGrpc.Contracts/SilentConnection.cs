using Grpc.Core;

namespace CovidGrpc.Contracts;

/// <summary>A connection that was given up because its HTTP/2 pings stayed unanswered. The gRPC client calls that INTERNAL.</summary>
public static class SilentConnection
{
    // RFC 9113, section 7: what .NET raises where pings stay unanswered, as where frames are broken.
    private const long ProtocolError = 1;

    /// <summary>Whether a call failed by it, or by broken frames: .NET does not tell them apart.</summary>
    public static bool IsOfSilentConnection(this RpcException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        for (var cause = exception.StatusCode == StatusCode.Internal ? exception.Status.DebugException : null; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpProtocolException { ErrorCode: ProtocolError })
            {
                return true;
            }
        }

        return false;
    }
}
