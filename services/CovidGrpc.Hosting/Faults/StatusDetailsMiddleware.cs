using System.Globalization;
using Google.Protobuf;
using Google.Rpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CovidGrpc.Hosting.Faults;

/// <summary>
/// Completes errors that never reach an interceptor (a message over the limit, bytes that are no message, a call that nobody
/// implements) with the details that all other errors have.
/// </summary>
internal sealed class StatusDetailsMiddleware(RequestDelegate next)
{
    private const string StatusHeader = "grpc-status";
    private const string MessageHeader = "grpc-message";
    private const string DetailsHeader = "grpc-status-details-bin";

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);

        var isGrpc = context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;
        var destination = context.Response.HasStarted ? context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers : context.Response.Headers;
        if (!isGrpc || destination is null || destination.IsReadOnly || destination.ContainsKey(DetailsHeader)
            || !int.TryParse(destination[StatusHeader], out var code) || code == (int)Code.Ok)
        {
            return;
        }

        var status = OfFraming((Code)code);
        destination[StatusHeader] = status.Code.ToString(CultureInfo.InvariantCulture);
        destination[MessageHeader] = Uri.EscapeDataString(status.Message);
        destination[DetailsHeader] = Convert.ToBase64String(status.ToByteArray());
    }

    // What goes wrong before an interceptor is asked: exceptions of ours never arrive here.
    private static Google.Rpc.Status OfFraming(Code code) => code switch
    {
        Code.Unknown => Fault.Create(Code.InvalidArgument, "MESSAGE_UNREADABLE", "The bytes of the request are no message of this call."),
        Code.ResourceExhausted => Fault.Create(code, "MESSAGE_TOO_LARGE", $"A message may hold at most {ServiceDefaults.MaxMessageBytes} bytes."),
        _ => FaultCatalog.ByCode(code),
    };
}
