using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Microsoft.AspNetCore.Http;

namespace CovidGrpc.Hosting.Faults;

/// <summary>Answers a call that no service sees: as gRPC, or as JSON with a code of HTTP. The request is not read.</summary>
internal static class StatusAnswer
{
    private static readonly JsonFormatter Json = new(new JsonFormatter.Settings(false, TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor)));

    public static async Task WriteAsync(HttpContext context, Google.Rpc.Status status, int httpCode, CancellationToken cancellationToken)
    {
        if (StatusHeaders.IsGrpc(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            context.Response.ContentType = "application/grpc";
            StatusHeaders.Write(context.Response.Headers, status);
            return;
        }

        context.Response.StatusCode = httpCode;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Json.Format(status), cancellationToken);
    }
}
