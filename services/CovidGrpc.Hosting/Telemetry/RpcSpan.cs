using System.Diagnostics;
using Grpc.Core;

namespace CovidGrpc.Hosting.Telemetry;

/// <summary>What a span of a call says, by OpenTelemetry's conventions for RPC: method and status, nothing of what was sent.</summary>
internal static class RpcSpan
{
    /// <summary><c>covid.v1.DiagnosisService/Diagnose</c>, of <c>/covid.v1.DiagnosisService/Diagnose</c>.</summary>
    public static string NameOf(string path) => path.TrimStart('/');

    public static void Begin(Activity? span, string method)
    {
        span?.SetTag("rpc.system.name", "grpc");
        span?.SetTag("rpc.method", method);
    }

    public static void End(Activity? span, StatusCode code)
    {
        span?.SetTag("rpc.response.status_code", code.ToString());
        if (code != StatusCode.OK)
        {
            span?.SetStatus(ActivityStatusCode.Error);
        }
    }
}
