using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace CovidGrpc.Hosting.Faults;

/// <summary>Says for each type of exception what a caller is told. A full disk is RESOURCE_EXHAUSTED in every service; what is not in it is
/// INTERNAL, without a word of the exception.</summary>
public sealed class FaultCatalog(IEnumerable<FaultCatalog.Entry> entries, TimeProvider time)
{
    // COR_E_IO: files that fail tell the system's number instead.
    private const int OfNoFile = unchecked((int)0x80131620);

    private readonly IReadOnlyList<Entry> _entries = [.. entries];

    /// <summary>A type of exception and what a caller is told of it.</summary>
    public sealed record Entry(System.Type Exception, Func<Exception, Google.Rpc.Status> Translate);

    /// <summary>The answer to a failed call, always with details.</summary>
    public RpcException Translate(Exception exception, ServerCallContext context)
    {
        if (exception is RpcException rpc)
        {
            return rpc.GetRpcStatus() is { } status ? status.ToRpcException() : Undetailed((Code)rpc.StatusCode);
        }

        // What a server reads from a caller that is gone fails as input or output does.
        if (exception is OperationCanceledException or IOException { HResult: OfNoFile } && context.CancellationToken.IsCancellationRequested)
        {
            var late = context.Deadline <= time.GetUtcNow().UtcDateTime;
            return Undetailed(late ? Code.DeadlineExceeded : Code.Cancelled);
        }

        var entry = _entries.FirstOrDefault(e => e.Exception.IsInstanceOfType(exception));
        return (entry?.Translate(exception) ?? (DiskFull.Is(exception) ? DiskFull.Status : ByCode(Code.Internal))).ToRpcException();
    }

    /// <summary>What stands for a bare status code, as generated code produces it.</summary>
    public static Google.Rpc.Status ByCode(Code code) => code switch
    {
        Code.Unimplemented => Fault.Create(code, "RPC_NOT_IMPLEMENTED", "This server does not implement the call."),
        Code.DeadlineExceeded => Fault.Create(code, "DEADLINE_EXCEEDED", "The call's deadline passed before the answer was ready."),
        Code.Cancelled => Fault.Create(code, "CANCELLED", "The caller cancelled the call."),
        Code.Unavailable => Fault.Unavailable("SERVICE_UNAVAILABLE", "The service cannot be reached.", TimeSpan.FromSeconds(1)),
        // All others of its kind say what is exhausted.
        Code.ResourceExhausted => Fault.Create(code, "MESSAGE_TOO_LARGE", $"A message may hold at most {ServiceDefaults.MaxMessageBytes} bytes."),
        Code.Internal or Code.Unknown => Fault.Create(Code.Internal, "INTERNAL", "The server failed. Its log tells where."),
        _ => Fault.Create(code, "REJECTED", "The call was rejected."),
    };

    private static RpcException Undetailed(Code code) => ByCode(code).ToRpcException();
}

/// <summary>Registration of entries.</summary>
public static class FaultCatalogRegistration
{
    /// <summary>Tells callers of <typeparamref name="TException"/> what <paramref name="translate"/> makes of it.</summary>
    public static IServiceCollection AddFault<TException>(this IServiceCollection services, Func<TException, Google.Rpc.Status> translate)
        where TException : Exception =>
        services.AddSingleton(new FaultCatalog.Entry(typeof(TException), e => translate((TException)e)));
}
