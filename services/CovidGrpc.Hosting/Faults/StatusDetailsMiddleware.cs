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
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);

        var destination = context.Response.HasStarted ? context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers : context.Response.Headers;
        if (!StatusHeaders.IsGrpc(context.Request) || destination is null || destination.IsReadOnly || destination.ContainsKey(StatusHeaders.Details)
            || !int.TryParse(destination[StatusHeaders.Status], out var code) || code == (int)Code.Ok)
        {
            return;
        }

        StatusHeaders.Write(destination, OfFraming((Code)code));
    }

    // What goes wrong before an interceptor is asked: exceptions of ours never arrive here.
    private static Google.Rpc.Status OfFraming(Code code) => code switch
    {
        Code.Unknown => Fault.Create(Code.InvalidArgument, "MESSAGE_UNREADABLE", "The bytes of the request are no message of this call."),
        _ => FaultCatalog.ByCode(code),
    };
}
