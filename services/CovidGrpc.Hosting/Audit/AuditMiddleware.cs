using System.Globalization;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Hosting.Security;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CovidGrpc.Hosting.Audit;

/// <summary>
/// Writes a line for each call when it has ended, also for those that were refused. Health is asked all the time and leaves none; nor do the
/// parts of an upload that were taken, whose end has its line.
/// </summary>
internal sealed class AuditMiddleware(RequestDelegate next, AuditLog log)
{
    private const string UploadPart = "covid.v1.DiagnosisService/AppendChunk";

    public async Task InvokeAsync(HttpContext context)
    {
        if (!log.IsOn || RpcAuthorization.RpcOf(context) is not { } rpc || RpcRoles.IsOpen(rpc))
        {
            await next(context);
            return;
        }

        using var call = new AuditedCall();
        context.Features.Set(call);
        var status = StatusCode.Internal;
        try
        {
            await next(context);
            status = call.Failure ?? StatusOf(context);
        }
        finally
        {
            if (rpc != UploadPart || status != StatusCode.OK)
            {
                log.WriteCall(context, rpc, call, status);
            }
        }
    }

    private static StatusCode StatusOf(HttpContext context)
    {
        if (!StatusHeaders.IsGrpc(context.Request))
        {
            return context.Response.StatusCode switch
            {
                < 300 => StatusCode.OK,
                StatusCodes.Status401Unauthorized => StatusCode.Unauthenticated,
                StatusCodes.Status403Forbidden => StatusCode.PermissionDenied,
                StatusCodes.Status429TooManyRequests => StatusCode.ResourceExhausted,
                < 500 => StatusCode.InvalidArgument,
                _ => StatusCode.Internal,
            };
        }

        var trailers = context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        var told = context.Response.Headers[StatusHeaders.Status].FirstOrDefault() ?? trailers?[StatusHeaders.Status].FirstOrDefault();
        return int.TryParse(told, CultureInfo.InvariantCulture, out var code) ? (StatusCode)code : StatusCode.Cancelled;
    }
}
