using CovidGrpc.Hosting.Audit;
using CovidGrpc.Hosting.Telemetry;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace CovidGrpc.Hosting.Faults;

/// <summary>The boundary: turns every exception of a call into one status with details.</summary>
internal sealed class FaultInterceptor(FaultCatalog catalog, ILogger<FaultInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e)
        {
            throw Translate(e, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception e)
        {
            throw Translate(e, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception e)
        {
            throw Translate(e, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception e)
        {
            throw Translate(e, context);
        }
    }

    private RpcException Translate(Exception exception, ServerCallContext context)
    {
        var answer = catalog.Translate(exception, context);
        Measures.Failed(answer.StatusCode, answer.Reason());
        AuditedCall.Of(context)?.Failure = answer.StatusCode;
        if (answer.StatusCode == StatusCode.Internal && exception is not RpcException)
        {
            // The type and the place, never the message: it may quote what was in a file.
            FaultLog.Unexpected(logger, context.Method, exception.GetType().FullName, exception.StackTrace);
        }
        else if (DiskFull.Is(exception))
        {
            FaultLog.DiskFull(logger, context.Method);
        }
        else
        {
            FaultLog.Answered(logger, context.Method, answer.StatusCode, answer.Reason());
        }

        return answer;
    }
}
