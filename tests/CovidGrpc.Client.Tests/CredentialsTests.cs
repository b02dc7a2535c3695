using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
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
        var folder = Directory.CreateTempSubdirectory("covidgrpc-client-");
        var (file, keys) = (Path.Combine(folder.FullName, "key"), Path.Combine(folder.FullName, "keys"));
        var (first, second) = (new string('1', 64), new string('2', 64));
        try
        {
            await File.WriteAllLinesAsync(keys, [Line("first", first), Line("second", second)], Cancellation);
            await File.WriteAllTextAsync(file, $"{first}\n", Cancellation);
            await using var gateway = await FakeGateway.StartAsync(
                (_, context) =>
                {
                    shown.Enqueue(context.RequestHeaders.GetValue(CallerCredentials.ApiKeyHeader));
                    return shown.Count == 1 ? throw new RpcException(new Status(StatusCode.Unavailable, "")) : Task.FromResult(new DiagnoseResponse());
                },
                new Dictionary<string, string?> { ["Security:ApiKeysFile"] = keys });
            using var client = DiagnosisClient.Connect(gateway.Address, new CallSecurity { Credentials = CallerCredentials.ApiKeyFile(file) });

            await client.DiagnoseAsync(Image, cancellationToken: Cancellation);
            Assert.Equal([first, first], shown);

            await File.WriteAllTextAsync(file, $"{second}\n", Cancellation);
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            while (shown.Last() != second)
            {
                await client.DiagnoseAsync(Image, cancellationToken: limit.Token);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Connect_TokenInPlainTextToAnotherMachine_IsRefused() => Assert.Throws<PlaintextCredentialsException>(
        () => ModelClient.Connect(new Uri("http://gateway.example:8080"), new CallSecurity { Credentials = CallerCredentials.Token("token") }));

    private static string Line(string name, string key) => $"{name} diagnose {Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)))}";
}
