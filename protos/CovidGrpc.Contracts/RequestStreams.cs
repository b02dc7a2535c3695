using Grpc.Core;

namespace CovidGrpc.Contracts;

/// <summary>Sends to a call that the server may end before it has heard all: too much, or wrong, was said. Its answer tells which.</summary>
public static class RequestStreams
{
    /// <summary>Sends one message of a call.</summary>
    /// <returns>Whether it was taken. False where the server has ended the call: the reason comes with the answer, and what is sent next is lost.</returns>
    /// <exception cref="OperationCanceledException">The sender gave up; some clients throw <see cref="RpcException"/>.</exception>
    public static Task<bool> TryWriteAsync<T>(this IClientStreamWriter<T> stream, T message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return IsTakenAsync(() => stream.WriteAsync(message, cancellationToken), cancellationToken);
    }

    /// <summary>Tells that a call's last message was sent; where the server has ended the call, nothing.</summary>
    public static Task TryCompleteAsync<T>(this IClientStreamWriter<T> stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return IsTakenAsync(stream.CompleteAsync, cancellationToken);
    }

    /// <summary>Sends all messages of a call and tells that they were all; stops where the server has ended the call.</summary>
    /// <exception cref="OperationCanceledException">The sender gave up; some clients throw <see cref="RpcException"/>.</exception>
    public static async Task TryWriteAllAsync<T>(this IClientStreamWriter<T> stream, IEnumerable<T> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        foreach (var message in messages)
        {
            if (!await stream.TryWriteAsync(message, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }

        await stream.TryCompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    // An ended call says so in several ways. The first two are gRPC's; the others come through it from .NET's HTTP/2 client: the connection
    // has ended, and, in channels that others opened, the stream was let go of in the middle of a write.
    private static async Task<bool> IsTakenAsync(Func<Task> send, CancellationToken cancellationToken)
    {
        try
        {
            await send().ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or IOException or HttpRequestException or NullReferenceException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
