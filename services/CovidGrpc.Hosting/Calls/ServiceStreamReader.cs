using Grpc.Core;

namespace CovidGrpc.Hosting.Calls;

/// <summary>Answers of a stream; its failures as callers of the service get them.</summary>
internal sealed class ServiceStreamReader<T>(IAsyncStreamReader<T> stream, Func<RpcException, RpcException> translate) : IAsyncStreamReader<T>
{
    public T Current => stream.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken);
        }
        catch (RpcException e)
        {
            throw translate(e);
        }
    }
}
