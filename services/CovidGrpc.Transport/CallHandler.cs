namespace CovidGrpc.Transport;

/// <summary>What the calls of every channel go through, whoever opens it.</summary>
public static class CallHandler
{
    /// <summary>The handler of a channel.</summary>
    /// <param name="connections">Opens the connections.</param>
    /// <param name="security">Who calls, and whom they trust; null for nobody in particular and those whom the system trusts.</param>
    /// <param name="addresses">Where the connections go.</param>
    /// <exception cref="PlaintextCredentialsException">Credentials would go in plain text to another machine.</exception>
    public static HttpMessageHandler Create(SocketsHttpHandler connections, CallSecurity? security, params IEnumerable<Uri> addresses) =>
        new RequestBodyHandler(new ConnectTimeoutHandler(security?.Secure(connections, addresses) ?? connections));
}
