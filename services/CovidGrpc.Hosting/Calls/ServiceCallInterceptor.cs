using CovidGrpc.Contracts;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Transport;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace CovidGrpc.Hosting.Calls;

/// <summary>
/// Runs each unary call to another service through its pipeline; streams cannot be repeated and go without. What the service said itself is
/// passed on; what the way to it said (refused connections, an open circuit, a deadline) becomes a status that names the service.
/// </summary>
internal sealed class ServiceCallInterceptor(string service, ResiliencePipeline pipeline, ServiceCallOptions options) : Interceptor
{
    private readonly string _reasonPrefix = service.ToUpperInvariant();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        // Headers, status and trailers of a call of several tries mean nothing to its caller.
        return new AsyncUnaryCall<TResponse>(
            RunAsync(request, context, continuation), Task.FromResult(Metadata.Empty), () => Status.DefaultSuccess, () => Metadata.Empty, () => { });
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var call = continuation(context);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            call.RequestStream, new ServiceStreamReader<TResponse>(call.ResponseStream, NamedOfStream), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var call = continuation(context);
        return new AsyncClientStreamingCall<TRequest, TResponse>(
            call.RequestStream, NameAsync(call.ResponseAsync), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
    }

    private async Task<TResponse> RunAsync<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        where TRequest : class
        where TResponse : class
    {
        try
        {
            return await pipeline.ExecuteAsync(
                async token => await TryAsync(request, context, continuation, token),
                context.Options.CancellationToken);
        }
        catch (BrokenCircuitException e)
        {
            throw Unreachable(e.RetryAfter ?? options.BreakerPause).ToRpcException();
        }
        catch (Exception e) when (e is TimeoutRejectedException or TimeoutException)
        {
            throw Late().ToRpcException();
        }
        catch (RpcException e) when (e.GetRpcStatus() is null)
        {
            throw Named(e);
        }
    }

    private static async Task<TResponse> TryAsync<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation, CancellationToken token)
        where TRequest : class
        where TResponse : class
    {
        try
        {
            using var call = continuation(
                request, new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, context.Options.WithCancellationToken(token)));
            return await call.ResponseAsync;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && context.Options.CancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("the call was cancelled", e, context.Options.CancellationToken);
        }
        catch (RpcException e) when (e.IsOfSilentConnection())
        {
            throw new RpcException(new Status(StatusCode.Unavailable, e.Status.Detail, e));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && token.IsCancellationRequested)
        {
            // The pipeline's own time limit. A service that is there and never answers opens the circuit as one that is away does.
            throw new TimeoutException("the service did not answer in time", e);
        }
    }

    private async Task<TResponse> NameAsync<TResponse>(Task<TResponse> response)
    {
        try
        {
            return await response;
        }
        catch (RpcException e)
        {
            throw NamedOfStream(e);
        }
    }

    private RpcException NamedOfStream(RpcException exception) => exception.StatusCode == StatusCode.Cancelled ? exception : Named(exception);

    // A failure without details comes from the way to the service.
    private RpcException Named(RpcException exception) => exception.GetRpcStatus() is not null
        ? exception
        : (exception.StatusCode switch
        {
            _ when CallSecurity.IsOfHandshake(exception.Status.DebugException) =>
                Fault.Unavailable($"{_reasonPrefix}_TLS_FAILED", $"The {service} service and this one do not agree on TLS: a certificate is not trusted.", options.BreakerPause),
            _ when exception.StatusCode == StatusCode.Unavailable || exception.IsOfSilentConnection() => Unreachable(options.BreakerPause),
            StatusCode.DeadlineExceeded => Late(),
            _ => Fault.Create(Google.Rpc.Code.Internal, $"{_reasonPrefix}_FAILED", $"The {service} service failed."),
        }).ToRpcException();

    private Google.Rpc.Status Unreachable(TimeSpan retryAfter) =>
        Fault.Unavailable($"{_reasonPrefix}_UNAVAILABLE", $"The {service} service cannot be reached.", retryAfter);

    private Google.Rpc.Status Late() =>
        Fault.Late($"{_reasonPrefix}_DEADLINE_EXCEEDED", $"The {service} service did not answer in time.", options.BreakerPause);
}
