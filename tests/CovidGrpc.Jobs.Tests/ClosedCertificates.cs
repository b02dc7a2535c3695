using CovidGrpc.Testing;

namespace CovidGrpc.Jobs.Tests;

/// <summary>The closed stack's certificates, made once for all tests of a class; by the first, as it may have to skip.</summary>
public sealed class ClosedCertificates : IAsyncDisposable
{
    private Task<StackCertificates>? _made;

    public Task<StackCertificates> MadeAsync() => _made ??= StackCertificates.MakeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_made is { IsCompletedSuccessfully: true })
        {
            (await _made).Dispose();
        }
    }
}
