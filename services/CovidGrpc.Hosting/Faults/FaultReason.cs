using Grpc.Core;

namespace CovidGrpc.Hosting.Faults;

/// <summary>Reads what another service of the house said of a failure.</summary>
public static class FaultReason
{
    /// <summary>The reason in the status's ErrorInfo, as <c>MODEL_NOT_LOADED</c>; null where there is none.</summary>
    public static string? Reason(this RpcException exception) => exception.GetRpcStatus()?.GetDetail<Google.Rpc.ErrorInfo>()?.Reason;
}
