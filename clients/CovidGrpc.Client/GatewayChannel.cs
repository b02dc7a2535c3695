using CovidGrpc.Contracts.V1;
using CovidGrpc.Transport;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace CovidGrpc.Client;

/// <summary>Channels to a gateway.</summary>
internal static class GatewayChannel
{
    /// <summary>Largest message in bytes, either way.</summary>
    public const int MaxMessageBytes = 4 * 1024 * 1024;

    /// <summary>Tries of a call that finds the gateway unavailable.</summary>
    public const int MostTries = 4;

    /// <summary>
    /// A channel to <c>http(s)://host:port</c>. Calls that find it unavailable are repeated with growing pauses; not so scans, whose files the
    /// channel would have to keep: <see cref="DiagnosisClient"/> sends them again itself.
    /// </summary>
    /// <exception cref="PlaintextCredentialsException">Credentials would go in plain text to another machine.</exception>
    public static GrpcChannel Open(Uri gateway, CallSecurity? security)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            EnableMultipleHttp2Connections = true,
            // A gateway that vanishes without a word ends a scan that waits for it.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
        };
        var retry = new RetryPolicy
        {
            MaxAttempts = MostTries,
            InitialBackoff = TimeSpan.FromMilliseconds(200),
            MaxBackoff = TimeSpan.FromSeconds(3),
            BackoffMultiplier = 2,
            RetryableStatusCodes = { StatusCode.Unavailable },
        };
        return GrpcChannel.ForAddress(gateway, new GrpcChannelOptions
        {
            HttpHandler = CallHandler.Create(handler, security, gateway),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaxMessageBytes,
            // A request of full size has to fit, or it would never be repeated.
            MaxRetryBufferPerCallSize = MaxMessageBytes + 65536,
            ServiceConfig = new ServiceConfig
            {
                MethodConfigs =
                {
                    new MethodConfig { Names = { MethodName.Default }, RetryPolicy = retry },
                    new MethodConfig { Names = { new MethodName { Service = DiagnosisService.Descriptor.FullName, Method = nameof(DiagnosisService.DiagnosisServiceClient.DiagnoseScan) } } },
                },
            },
        });
    }
}
