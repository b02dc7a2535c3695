using CovidGrpc.Contracts;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Hosting.Security;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.IdentityModel.Tokens;

namespace CovidGrpc.Hosting.Tests.Security;

/// <summary>Every RPC of the contracts, tried by those who may not call it and by those who may.</summary>
public sealed class RpcScanTests(SecuredHost secured) : IClassFixture<SecuredHost>
{
    private const int TooLarge = 5 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes);

    public static TheoryData<string> Rpcs => [.. Methods.Select(NameOf)];

    // What reads no message before it says UNIMPLEMENTED cannot say that one is too large.
    public static TheoryData<string> UnaryRpcs => [.. Methods.Where(method => !method.IsClientStreaming).Select(NameOf)];

    // Every file of the contracts: a new service that nobody lists here would not be scanned.
    private static IEnumerable<MethodDescriptor> Methods => typeof(DiagnosisReflection).Assembly.GetTypes()
        .Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal))
        .Select(type => type.GetProperty("Descriptor")?.GetValue(null)).OfType<FileDescriptor>()
        .SelectMany(file => file.Services).SelectMany(service => service.Methods);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Rpcs_OfTheContracts_AreAllFound() => Assert.Equal(22, Methods.Count());

    [Theory]
    [MemberData(nameof(Rpcs))]
    public void Table_AnyRpc_HasIt(string rpc)
    {
        Assert.NotEmpty(RpcRoles.Of(rpc));
        Assert.False(RpcRoles.IsOpen(rpc));
    }

    [Theory]
    [MemberData(nameof(Rpcs))]
    public Task Call_WithoutCredentials_IsUnauthenticated(string rpc) => RefusedAsync(rpc, [], StatusCode.Unauthenticated, "CREDENTIALS_MISSING");

    [Theory]
    [MemberData(nameof(Rpcs))]
    public Task Call_WithAKeyOfNobody_IsUnauthenticated(string rpc) =>
        RefusedAsync(rpc, SecuredHost.WithKey(SecuredHost.KeyOf("nobody")), StatusCode.Unauthenticated, "CREDENTIALS_INVALID");

    [Theory]
    [MemberData(nameof(Rpcs))]
    public Task Call_WithAnExpiredToken_IsUnauthenticated(string rpc) =>
        RefusedAsync(rpc, SecuredHost.WithToken(secured.Token([.. Roles.All], TimeSpan.FromMinutes(-5))), StatusCode.Unauthenticated, "TOKEN_EXPIRED");

    [Theory]
    [MemberData(nameof(Rpcs))]
    public async Task Call_WithEachRole_IsAnsweredByTheTable(string rpc)
    {
        foreach (var role in Roles.All)
        {
            foreach (var credentials in (Metadata[])[SecuredHost.WithKey(SecuredHost.KeyOf(role)), SecuredHost.WithToken(secured.Token([role], TimeSpan.FromMinutes(5)))])
            {
                var allowed = RpcRoles.Of(rpc).Contains(role);
                await RefusedAsync(rpc, credentials, allowed ? StatusCode.Unimplemented : StatusCode.PermissionDenied, allowed ? "RPC_NOT_IMPLEMENTED" : "ROLE_MISSING");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rpcs))]
    public Task Call_WithATokenWithoutRoles_IsDenied(string rpc) =>
        RefusedAsync(rpc, SecuredHost.WithToken(secured.Token([], TimeSpan.FromMinutes(5))), StatusCode.PermissionDenied, "ROLE_MISSING");

    [Theory]
    [MemberData(nameof(Rpcs))]
    public Task Call_WithFiveMegabytesAndNoCredentials_IsUnauthenticated(string rpc) =>
        RefusedAsync(rpc, [], StatusCode.Unauthenticated, "CREDENTIALS_MISSING", new byte[TooLarge]);

    [Theory]
    [MemberData(nameof(UnaryRpcs))]
    public Task Call_WithFiveMegabytes_IsTooLarge(string rpc) =>
        RefusedAsync(rpc, SecuredHost.WithKey(SecuredHost.KeyOf(RpcRoles.Of(rpc)[0])), StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE", new byte[TooLarge]);

    [Fact]
    public async Task Call_WithATokenOfAnotherIssuerKey_IsUnauthenticated()
    {
        using var stranger = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var token = secured.Token([.. Roles.All], TimeSpan.FromMinutes(5), key: new ECDsaSecurityKey(stranger));
        await RefusedAsync(NameOf(Methods.First()), SecuredHost.WithToken(token), StatusCode.Unauthenticated, "CREDENTIALS_INVALID");
    }

    [Fact]
    public async Task Call_WithATokenForOthers_IsUnauthenticated()
    {
        var token = secured.Token([.. Roles.All], TimeSpan.FromMinutes(5), audience: "another service");
        await RefusedAsync(NameOf(Methods.First()), SecuredHost.WithToken(token), StatusCode.Unauthenticated, "CREDENTIALS_INVALID");
    }

    [Fact]
    public async Task Call_WithATokenSignedByASharedSecret_IsUnauthenticated()
    {
        var token = secured.Token([.. Roles.All], TimeSpan.FromMinutes(5), key: new SymmetricSecurityKey(new byte[32]), algorithm: SecurityAlgorithms.HmacSha256);
        await RefusedAsync(NameOf(Methods.First()), SecuredHost.WithToken(token), StatusCode.Unauthenticated, "CREDENTIALS_INVALID");
    }

    [Fact]
    public async Task Health_WithoutCredentials_IsAnswered()
    {
        var health = new Health.HealthClient(secured.Host.Channel);
        Assert.Null(await Record.ExceptionAsync(() => health.CheckAsync(new HealthCheckRequest(), cancellationToken: Cancellation).ResponseAsync.WaitAsync(Patience)));
    }

    [Fact]
    public async Task Refusals_InTheLog_HoldNoCredentials()
    {
        var token = secured.Token([], TimeSpan.FromMinutes(5));
        var stranger = SecuredHost.KeyOf("nobody");
        await RefusedAsync(NameOf(Methods.First()), SecuredHost.WithToken(token), StatusCode.PermissionDenied, "ROLE_MISSING");
        await RefusedAsync(NameOf(Methods.First()), SecuredHost.WithKey(stranger), StatusCode.Unauthenticated, "CREDENTIALS_INVALID");

        Assert.DoesNotContain(secured.Host.Log.Lines, line => line.Contains(token, StringComparison.Ordinal) || line.Contains(stranger, StringComparison.Ordinal));
        Assert.Contains(secured.Host.Log.Lines, line => line.Contains("refused somebody: ROLE_MISSING", StringComparison.Ordinal));
    }

    private static string NameOf(MethodDescriptor method) => $"{method.Service.FullName}/{method.Name}";

    private async Task RefusedAsync(string rpc, Metadata credentials, StatusCode code, string reason, byte[]? message = null)
    {
        var parts = rpc.Split('/');
        var descriptor = Methods.Single(method => NameOf(method) == rpc);
        var type = (descriptor.IsClientStreaming, descriptor.IsServerStreaming) switch
        {
            (false, false) => MethodType.Unary,
            (true, false) => MethodType.ClientStreaming,
            (false, true) => MethodType.ServerStreaming,
            _ => MethodType.DuplexStreaming,
        };
        // A larger limit than the server's: it is the server's that is tried.
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(secured.Host.GrpcAddress, new() { MaxSendMessageSize = 2 * TooLarge });
        var invoker = channel.CreateCallInvoker();
        var method = new Method<byte[], byte[]>(type, parts[0], parts[1], Bytes, Bytes);
        var options = new CallOptions(credentials, TimeProvider.System.GetUtcNow().UtcDateTime + Patience, Cancellation);
        var exception = await Assert.ThrowsAsync<RpcException>(() => SendAsync(invoker, method, options, message ?? []));
        Assert.Equal((code, reason), (exception.StatusCode, exception.Reason()));
    }

    private static async Task SendAsync(CallInvoker invoker, Method<byte[], byte[]> method, CallOptions options, byte[] message)
    {
        switch (method.Type)
        {
            case MethodType.Unary:
                await invoker.AsyncUnaryCall(method, null, options, message);
                break;
            case MethodType.ServerStreaming:
                using (var call = invoker.AsyncServerStreamingCall(method, null, options, message))
                {
                    await call.ResponseStream.MoveNext(Cancellation);
                }

                break;
            case MethodType.ClientStreaming:
                using (var call = invoker.AsyncClientStreamingCall(method, null, options))
                {
                    await WriteAsync(call.RequestStream, message);
                    await call.ResponseAsync;
                }

                break;
            default:
                using (var call = invoker.AsyncDuplexStreamingCall(method, null, options))
                {
                    await WriteAsync(call.RequestStream, message);
                    await call.ResponseStream.MoveNext(Cancellation);
                }

                break;
        }
    }

    // A call that is refused at once may end before the message is sent: its answer tells why.
    private static Task WriteAsync(IClientStreamWriter<byte[]> stream, byte[] message) => stream.TryWriteAllAsync([message], Cancellation);
}
