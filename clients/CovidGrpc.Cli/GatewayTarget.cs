using CovidGrpc.Transport;

namespace CovidGrpc.Cli;

/// <summary>A running gateway.</summary>
/// <param name="Address">Its address, <c>http(s)://host:port</c>.</param>
/// <param name="Security">Who asks it, and whose certificates are trusted.</param>
internal sealed record GatewayTarget(Uri Address, CallSecurity Security);
