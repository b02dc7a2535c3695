using CovidGrpc.Hosting.Security.Limits;
using CovidGrpc.Transport;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace CovidGrpc.Hosting.Security;

/// <summary>Registration of who may call.</summary>
internal static class SecurityRegistration
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    // Keys that only the issuer has: no shared secrets, and never "none".
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Adds authentication by token and API key, and authorisation by <see cref="RpcRoles"/>.</summary>
    public static WebApplicationBuilder AddSecurity(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<SecurityOptions>().Bind(builder.Configuration.GetSection(SecurityOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SecurityOptions>, SecurityOptionsValidator>();
        services.AddSingleton<ApiKeys>();

        // Not AddAuthentication: it brings data protection, which keeps keys on disk, and a second place of configuration.
        services.AddAuthenticationCore(authentication => authentication.DefaultScheme = Schemes.Default);
        services.AddWebEncoders();
        services.AddSingleton<IPostConfigureOptions<JwtBearerOptions>, JwtBearerPostConfigureOptions>();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IOptions<SecurityOptions>, TimeProvider, ILoggerFactory>((bearer, security, time, loggers) => Configure(bearer, security.Value.Jwt, time, loggers));
        new AuthenticationBuilder(services)
            .AddScheme<JwtBearerOptions, JwtBearerHandler>(JwtBearerDefaults.AuthenticationScheme, configureOptions: null)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(Schemes.ApiKey, configureOptions: null)
            .AddScheme<AuthenticationSchemeOptions, CertificateHandler>(Schemes.Certificate, configureOptions: null)
            .AddScheme<AuthenticationSchemeOptions, AnonymousHandler>(Schemes.Anonymous, configureOptions: null)
            .AddPolicyScheme(Schemes.Default, displayName: null, policy => policy.ForwardDefaultSelector = Schemes.Of);

        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().AddRequirements(new RpcAuthorization.Requirement()).Build());
        services.AddSingleton<IAuthorizationHandler, RpcAuthorization>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, Refusal>();
        services.AddOptions<CallerLimitOptions>().Bind(builder.Configuration.GetSection(CallerLimitOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<CallerLimitOptions>, ILogger<RateLimiterOptions>>(
            (limiter, limits, logger) => CallerLimits.Apply(limiter, limits.Value, logger));
        return builder;
    }

    /// <summary>Refuses callers from here on who may not call, or call too much; reflection is mapped where the settings show it.</summary>
    public static WebApplication UseSecurity(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
        var reflection = app.Configuration.GetSection(SecurityOptions.Section).GetValue<bool?>(nameof(SecurityOptions.Reflection));
        if (reflection ?? ListenAddresses.AreLocal(app.Configuration))
        {
            app.MapGrpcReflectionService();
        }

        return app;
    }

    private static void Configure(JwtBearerOptions bearer, JwtOptions jwt, TimeProvider time, ILoggerFactory loggers)
    {
        bearer.MapInboundClaims = false;
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = Given(jwt.Issuer),
            ValidAudience = Given(jwt.Audience),
            ValidAlgorithms = Algorithms,
            ClockSkew = ClockSkew,
            AuthenticationType = JwtBearerDefaults.AuthenticationScheme,
            NameClaimType = "sub",
            RoleClaimType = jwt.RolesClaim,
        };
        if (jwt.KeysFile.Length > 0)
        {
            var logger = loggers.CreateLogger(typeof(JwksFile));
            var keys = new WatchedFiles<IList<SecurityKey>>([jwt.KeysFile], files => JwksFile.Parse(files[0]), time, (file, cause) => SecurityLog.Unusable(logger, file, cause));
            bearer.TokenValidationParameters.IssuerSigningKeyResolver = (_, _, _, _) => keys.Current;
        }
        else if (jwt.Authority.Length > 0)
        {
            bearer.Authority = jwt.Authority;
            bearer.RequireHttpsMetadata = new Uri(jwt.Authority).Scheme == Uri.UriSchemeHttps;
        }
    }

    private static string? Given(string setting) => setting.Length > 0 ? setting : null;
}
