using System.Net.Security;
using CovidGrpc.Hosting.Security.Tls;
using CovidGrpc.Transport;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;

namespace CovidGrpc.Hosting.Serving;

/// <summary>
/// Lets a host ask the one that runs beside it whether it serves: for container health checks, where there is no other tool. A
/// program started with <see cref="Argument"/> only asks, and ends with 0 (serving) or 1.
/// </summary>
public static class HealthProbe
{
    /// <summary>The argument: <c>--check-health</c>, and after it the address when it is not port 8080 of this machine.</summary>
    public const string Argument = "--check-health";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>True when the arguments ask for a probe.</summary>
    public static bool IsAskedFor(string[] args) => args is [Argument, ..];

    /// <summary>Asks for the health of a contract, as <c>covid.v1.SegmentationService</c>; over TLS where the environment gives the host a certificate.</summary>
    public static Task<int> RunAsync(string[] args, string contract) => RunAsync(args, contract, new ConfigurationBuilder().AddEnvironmentVariables().Build());

    /// <summary>Asks with the certificate of a configuration.</summary>
    internal static async Task<int> RunAsync(string[] args, string contract, IConfiguration configuration)
    {
        var tls = configuration.GetSection(TlsOptions.Section).Get<TlsOptions>() ?? new TlsOptions();
        using var handler = new SocketsHttpHandler();
        using var channel = GrpcChannel.ForAddress(
            args is [_, var address, ..] ? address : $"{TlsRegistration.SchemeOf(configuration)}://localhost:8080", new GrpcChannelOptions { HttpHandler = handler });
        try
        {
            if (tls.CertificateFile.Length > 0)
            {
                BeTheHost(handler.SslOptions, new OwnCertificate(tls.CertificateFile, tls.KeyFile));
            }

            var deadline = TimeProvider.System.GetUtcNow().UtcDateTime + Patience;
            var reply = await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest { Service = contract }, deadline: deadline);
            return reply.Status == HealthCheckResponse.Types.ServingStatus.Serving ? 0 : 1;
        }
        catch (Exception e) when (e is RpcException || WatchedFiles.IsUnusable(e))
        {
            return 1;
        }
    }

    // Whatever names its certificate holds, the host beside is the one that presents it.
    private static void BeTheHost(SslClientAuthenticationOptions handshake, OwnCertificate own)
    {
        handshake.LocalCertificateSelectionCallback = (_, _, _, _, _) => own.Current.TargetCertificate;
        handshake.RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetRawCertData().SequenceEqual(own.Current.TargetCertificate.RawData) ?? false;
    }
}
