namespace CovidGrpc.Hosting.Calls;

/// <summary>Forms of a service's address.</summary>
internal static class ServiceAddress
{
    /// <summary>The addresses of a list.</summary>
    public static IReadOnlyList<string> Split(string address) => address.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Where calls go, as <c>http(s)://host:port</c>: a name stands for all that it resolves to, a Unix socket for this machine.</summary>
    /// <param name="address">The address.</param>
    /// <param name="encrypted">Whether TLS is spoken with those that a name resolves to.</param>
    public static IEnumerable<Uri> Targets(string address, bool encrypted) => Split(address).Select(each => new Uri(each)).Select(uri => uri.Scheme switch
    {
        "dns" => new Uri($"{(encrypted ? Uri.UriSchemeHttps : Uri.UriSchemeHttp)}://{uri.AbsolutePath.TrimStart('/')}"),
        "unix" => new Uri("http://localhost"),
        _ => uri,
    });
}
