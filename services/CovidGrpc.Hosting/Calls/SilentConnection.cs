using Grpc.Core;

namespace CovidGrpc.Hosting.Calls;

/// <summary>A connection that was given up because its HTTP/2 pings stayed unanswered. The gRPC client calls that INTERNAL, as it does broken frames.</summary>
internal static class SilentConnection
{
    // RFC 9113, section 7: what .NET raises for both.
    private const long ProtocolError = 1;

    /// <summary>Whether a call failed by it.</summary>
    public static bool Ended(RpcException exception)
    {
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
