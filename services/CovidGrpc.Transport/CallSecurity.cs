namespace CovidGrpc.Transport;

/// <summary>Who makes the calls of a channel, and whom they trust. All of it left out: nobody in particular, and those whom the system trusts.</summary>
public sealed class CallSecurity
{
    /// <summary>By what the caller tells who it is; null for nothing.</summary>
    public CallerCredentials? Credentials { get; init; }

    /// <summary>Who may have signed the certificate of those who are called; null for whom the system trusts.</summary>
    public TrustedCertificates? Trusted { get; init; }

    /// <summary>What the caller presents where a certificate is asked for; null for none.</summary>
    public OwnCertificate? Certificate { get; init; }

    /// <summary>
    /// Whether calls may go to an address: credentials in plain text go nowhere but to this machine. Refused rather than warned of: a key
    /// that was once readable on the way has to be replaced, and a warning comes after it.
    /// </summary>
    public bool MayCall(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Credentials is null || IsPrivate(address);
    }

    /// <summary>Whether nobody on the way reads what goes to an address, <c>http(s)://host:port</c>.</summary>
    public static bool IsPrivate(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Scheme == Uri.UriSchemeHttps || address.IsLoopback;
    }

    /// <summary>Whether a call failed because the two ends could not agree on TLS: a certificate that is not trusted, or no TLS at all.</summary>
    public static bool IsOfHandshake(Exception? failure) => failure is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError };

    /// <summary>The handler of a channel whose calls are secured so.</summary>
    /// <param name="handler">Opens the connections.</param>
    /// <param name="addresses">Where they go.</param>
    /// <exception cref="PlaintextCredentialsException">Credentials would go in plain text to another machine.</exception>
    internal HttpMessageHandler Secure(SocketsHttpHandler handler, params IEnumerable<Uri> addresses)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (!addresses.All(MayCall))
        {
            throw new PlaintextCredentialsException();
        }

        if (Trusted is { } trusted)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => trusted.Accept(certificate, chain, errors, TrustedCertificates.OfServers);
        }

        if (Certificate is { } own)
        {
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => own.Current.TargetCertificate;
        }

        return Credentials is { } credentials ? new CredentialsHandler(credentials, handler) : handler;
    }

    private sealed class CredentialsHandler(CallerCredentials credentials, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var (name, value) = credentials.Header;
            // A try after another takes what the file says now.
            request.Headers.Remove(name);
            request.Headers.Add(name, value);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
