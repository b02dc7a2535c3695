using System.Net;

namespace CovidGrpc.Transport;

/// <summary>
/// Lets nothing of a request follow its reset. A server may answer while it is still being sent to; .NET's HTTP/2 client then resets the
/// request without waiting for the write that is under way, and a part that comes after the reset is a connection error (RFC 9113, section
/// 5.1): the server ends the connection, and with it every other call on it.
/// </summary>
/// <param name="inner">Sends.</param>
internal sealed class RequestBodyHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Content is { } content)
        {
            request.Content = new Body(content);
        }

        return base.SendAsync(request, cancellationToken);
    }

    private sealed class Body : HttpContent
    {
        private readonly HttpContent _content;

        public Body(HttpContent content)
        {
            _content = content;
            foreach (var (name, values) in content.Headers)
            {
                Headers.TryAddWithoutValidation(name, values);
            }
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            var body = new RequestBodyStream(stream);
            await using (body.ConfigureAwait(false))
            {
                await _content.CopyToAsync(body, context, cancellationToken).ConfigureAwait(false);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _content.Headers.ContentLength ?? 0;
            return _content.Headers.ContentLength is not null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _content.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
