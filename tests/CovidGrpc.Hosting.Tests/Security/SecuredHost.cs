using System.Security.Cryptography;
using System.Text;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Security;
using CovidGrpc.Testing;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CovidGrpc.Hosting.Tests.Security;

/// <summary>A host of every contract that takes API keys and tokens. Behind the door no call is implemented: UNIMPLEMENTED says that one was let in.</summary>
public sealed class SecuredHost : IAsyncLifetime
{
    public const string Issuer = "https://issuer.example";
    public const string Audience = "covidgrpc";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-security-");
    private readonly ECDsa _issuer = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public LoopbackHost Host { get; private set; } = null!;

    public string KeysFile => Path.Combine(_folder.FullName, "keys");

    public string AuditFile => Path.Combine(_folder.FullName, "audit.jsonl");

    public async ValueTask InitializeAsync()
    {
        File.WriteAllLines(KeysFile, Roles.All.Select(role => Line(role, role, KeyOf(role))).Prepend("# a key for each role"));
        var publicKey = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(ECDsa.Create(_issuer.ExportParameters(false))));
        var jwks = Path.Combine(_folder.FullName, "jwks.json");
        await File.WriteAllTextAsync(jwks, $$"""{"keys":[{"kty":"EC","use":"sig","crv":"{{publicKey.Crv}}","x":"{{publicKey.X}}","y":"{{publicKey.Y}}"}]}""");
        Host = await LoopbackHost.StartAsync(_ => { }, MapAll, new Dictionary<string, string?>
        {
            ["Security:ApiKeysFile"] = KeysFile,
            ["Audit:File"] = AuditFile,
            ["Security:Jwt:KeysFile"] = jwks,
            ["Security:Jwt:Issuer"] = Issuer,
            ["Security:Jwt:Audience"] = Audience,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _issuer.Dispose();
        _folder.Delete(recursive: true);
    }

    public static string KeyOf(string holder) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(holder)));

    public static string Line(string name, string roles, string key) => $"{name} {roles} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";

    public static Metadata WithKey(string key) => new() { { "x-api-key", key } };

    public static Metadata WithToken(string token) => new() { { "authorization", $"Bearer {token}" } };

    /// <summary>A token of the issuer, or of the key given.</summary>
    public string Token(string[] roles, TimeSpan lifetime, string audience = Audience, SecurityKey? key = null, string algorithm = SecurityAlgorithms.EcdsaSha256)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = audience,
            NotBefore = now - TimeSpan.FromHours(1),
            IssuedAt = now - TimeSpan.FromHours(1),
            Expires = now + lifetime,
            Claims = new Dictionary<string, object> { ["sub"] = "somebody", ["roles"] = roles },
            SigningCredentials = new SigningCredentials(key ?? new ECDsaSecurityKey(_issuer), algorithm),
        });
    }

    private static void MapAll(WebApplication app)
    {
        app.MapGrpcService<Diagnosis>().EnableGrpcWeb();
        app.MapGrpcService<Preprocessing>();
        app.MapGrpcService<Segmentation>();
        app.MapGrpcService<Classification>();
        app.MapGrpcService<Evaluation>();
        app.MapGrpcService<Models>();
    }

    private sealed class Diagnosis : DiagnosisService.DiagnosisServiceBase;

    private sealed class Preprocessing : PreprocessingService.PreprocessingServiceBase;

    private sealed class Segmentation : SegmentationService.SegmentationServiceBase;

    private sealed class Classification : ClassificationService.ClassificationServiceBase;

    private sealed class Evaluation : EvaluationService.EvaluationServiceBase;

    private sealed class Models : ModelService.ModelServiceBase;
}
