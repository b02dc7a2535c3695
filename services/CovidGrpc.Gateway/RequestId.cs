using System.Security.Cryptography;
using System.Text;
using CovidGrpc.Hosting.Faults;
using Grpc.Core;

namespace CovidGrpc.Gateway;

/// <summary>What a caller names a request, so that a repeat finds what the first one made, after a restart and at another replica too.</summary>
internal static class RequestId
{
    private const int MostLength = 256;

    /// <summary>The name of what the request makes: 32 hexadecimal digits of its hash.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: it is empty or too long.</exception>
    public static string NameOf(string requestId) => requestId.Length is > 0 and <= MostLength
        ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(requestId)).AsSpan(0, 16))
        : throw Fault.InvalidField("request_id", "REQUEST_ID", $"A request id has 1 to {MostLength} characters.").ToRpcException();
}
