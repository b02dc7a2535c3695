namespace CovidGrpc.Transport;

/// <summary>
/// Tells a connection that did not come in time for what it is. .NET tells it as a cancelled request, which gRPC reports as CANCELLED and
/// never tries again; this way it is UNAVAILABLE, as where nobody listens. A frozen process looks so over TLS: its kernel takes the
/// connection, and nobody shakes hands.
/// </summary>
/// <param name="inner">Connects and sends.</param>
internal sealed class ConnectTimeoutHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <exception cref="HttpRequestException">No connection in time.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, e.InnerException.Message, new IOException(e.InnerException.Message, e));
        }
    }
}
