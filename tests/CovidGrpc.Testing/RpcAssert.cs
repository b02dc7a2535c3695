using CovidGrpc.Hosting.Faults;
using Grpc.Core;

namespace CovidGrpc.Testing;

/// <summary>Assertions on failed calls.</summary>
public static class RpcAssert
{
    /// <summary>The call fails with this status and an ErrorInfo of this reason; answers the whole status.</summary>
    public static async Task<Google.Rpc.Status> FailsAsync<T>(AsyncUnaryCall<T> call, StatusCode code, string reason)
    {
        var exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal(code, exception.StatusCode);
        var status = exception.GetRpcStatus();
        Assert.NotNull(status);
        Assert.Equal((int)code, status.Code);
        var info = status.GetDetail<Google.Rpc.ErrorInfo>();
        Assert.NotNull(info);
        Assert.Equal((Fault.Domain, reason), (info.Domain, info.Reason));
        return status;
    }
}
