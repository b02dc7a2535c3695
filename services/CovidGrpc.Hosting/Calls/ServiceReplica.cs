using System.Net;

namespace CovidGrpc.Hosting.Calls;

/// <summary>One replica of a service.</summary>
/// <param name="Address">Its address; where it shares a name with others, that name, which its certificate holds.</param>
/// <param name="EndPoint">Where it is, when it shares a name with others.</param>
public sealed record ServiceReplica(string Address, IPEndPoint? EndPoint = null)
{
    /// <summary>What tells it from the others.</summary>
    public override string ToString() => EndPoint is null ? Address : $"{new Uri(Address).Scheme}://{EndPoint}";
}
