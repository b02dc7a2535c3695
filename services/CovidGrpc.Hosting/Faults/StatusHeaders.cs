using System.Globalization;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace CovidGrpc.Hosting.Faults;

/// <summary>A status with details as gRPC's headers or trailers carry it.</summary>
internal static class StatusHeaders
{
    public const string Status = "grpc-status";
    public const string Details = "grpc-status-details-bin";

    private const string Message = "grpc-message";

    /// <summary>Whether the request is a call of gRPC, or of gRPC-Web after its middleware.</summary>
    public static bool IsGrpc(HttpRequest request) => request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;

    public static void Write(IHeaderDictionary destination, Google.Rpc.Status status)
    {
        destination[Status] = status.Code.ToString(CultureInfo.InvariantCulture);
        destination[Message] = Uri.EscapeDataString(status.Message);
        destination[Details] = Convert.ToBase64String(status.ToByteArray());
    }
}
