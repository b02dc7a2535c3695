using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace CovidGrpc.Hosting.Telemetry;

/// <summary>
/// Carries the trace to the service that is called (W3C <c>traceparent</c>), with a span of its own for each try of a unary call; a stream
/// hangs below the span of its caller.
/// </summary>
internal sealed class ClientTelemetry(TimeProvider time) : Interceptor
{
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var caller = Activity.Current;
        var method = RpcSpan.NameOf(context.Method.FullName);
        var span = Spans.Start(method, ActivityKind.Client);
        RpcSpan.Begin(span, method);
        try
        {
            var call = continuation(request, Traced(context, span ?? caller));
            return new AsyncUnaryCall<TResponse>(
                MeasureAsync(call.ResponseAsync, span, method), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
        }
        finally
        {
            // The span ends with the answer; what the caller does meanwhile is not below it.
            Activity.Current = caller;
        }
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(Traced(context, Activity.Current));

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(Traced(context, Activity.Current));

    private async Task<T> MeasureAsync<T>(Task<T> response, Activity? span, string method)
    {
        var started = time.GetTimestamp();
        var code = StatusCode.OK;
        try
        {
            return await response;
        }
        catch (RpcException e)
        {
            code = e.StatusCode;
            throw;
        }
        finally
        {
            RpcSpan.End(span, code);
            span?.Dispose();
            Measures.Called(method, code, time.GetElapsedTime(started));
        }
    }

    private static ClientInterceptorContext<TRequest, TResponse> Traced<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context, Activity? span)
        where TRequest : class
        where TResponse : class
    {
        var headers = new Metadata();
        foreach (var header in context.Options.Headers ?? [])
        {
            headers.Add(header);
        }

        DistributedContextPropagator.Current.Inject(span, headers, (_, name, value) => headers.Add(name, value));
        return new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, context.Options.WithHeaders(headers));
    }
}
