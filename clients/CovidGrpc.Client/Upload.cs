using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Client;

/// <summary>A finished upload.</summary>
/// <param name="Id">Names it to the gateway.</param>
/// <param name="Files">Files that were sent.</param>
/// <param name="LeftOut">What was not sent, and why; null when every file was.</param>
public sealed record Upload(string Id, int Files, Warning? LeftOut);
