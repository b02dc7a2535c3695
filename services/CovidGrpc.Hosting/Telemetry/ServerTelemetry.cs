using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace CovidGrpc.Hosting.Telemetry;

/// <summary>Names the span of a call that came in, and measures it. Health and reflection are asked all the time and leave neither.</summary>
internal sealed class ServerTelemetry(TimeProvider time) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        MeasureAsync(context, () => continuation(request, context));

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        MeasureAsync(context, () => continuation(requestStream, context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        MeasureAsync(context, () => Done(continuation(request, responseStream, context)));

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        MeasureAsync(context, () => Done(continuation(requestStream, responseStream, context)));

    private async Task<T> MeasureAsync<T>(ServerCallContext context, Func<Task<T>> call)
    {
        var method = RpcSpan.NameOf(context.Method);
        var span = Activity.Current;
        if (method.StartsWith("grpc.", StringComparison.Ordinal))
        {
            span?.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            return await call();
        }

        span?.DisplayName = method;
        RpcSpan.Begin(span, method);
        var started = time.GetTimestamp();
        var code = StatusCode.OK;
        try
        {
            return await call();
        }
        catch (RpcException e)
        {
            code = e.StatusCode;
            throw;
        }
        finally
        {
            RpcSpan.End(span, code);
            Measures.Answered(method, code, time.GetElapsedTime(started));
        }
    }

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }
}
