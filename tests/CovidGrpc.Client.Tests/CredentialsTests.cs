using System.Collections.Concurrent;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Transport;
using Grpc.Core;

namespace CovidGrpc.Client.Tests;

/// <summary>Who a client says that it is.</summary>
public sealed class CredentialsTests
{
    private static readonly byte[] Image = [1, 2, 3];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Diagnose_WithAKeyFile_ShowsTheKeyOfTheTimeInEachTry()
    {
        var shown = new ConcurrentQueue<string?>();
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "first\n", Cancellation);
            await using var gateway = await FakeGateway.StartAsync((_, context) =>
            {
                shown.Enqueue(context.RequestHeaders.GetValue("x-api-key"));
                return shown.Count == 1 ? throw new RpcException(new Status(StatusCode.Unavailable, "")) : Task.FromResult(new DiagnoseResponse());
            });
            using var client = DiagnosisClient.Connect(gateway.Address, new CallSecurity { Credentials = CallerCredentials.ApiKeyFile(file) });

            await client.DiagnoseAsync(Image, cancellationToken: Cancellation);
            Assert.Equal(["first", "first"], shown);

            await File.WriteAllTextAsync(file, "second\n", Cancellation);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (shown.Last() != "second")
            {
                await client.DiagnoseAsync(Image, cancellationToken: limit.Token);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Connect_TokenInPlainTextToAnotherMachine_IsRefused() => Assert.Throws<PlaintextCredentialsException>(
        () => ModelClient.Connect(new Uri("http://gateway.example:8080"), new CallSecurity { Credentials = CallerCredentials.Token("token") }));
}
