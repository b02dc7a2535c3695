namespace CovidGrpc.Transport;

/// <summary>A connection that was given up because its HTTP/2 pings stayed unanswered. The gRPC client calls that INTERNAL, as it does broken frames.</summary>
public static class SilentConnection
{
    // RFC 9113, section 7: what .NET raises for both.
    private const long ProtocolError = 1;

    /// <summary>Whether a failure comes of it.</summary>
    /// <param name="failure">The exception behind a call's status; null for none.</param>
    public static bool Ended(Exception? failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpProtocolException { ErrorCode: ProtocolError })
            {
                return true;
            }
        }

        return false;
    }
}
