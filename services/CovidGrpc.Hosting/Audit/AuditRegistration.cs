using CovidGrpc.Hosting.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Hosting.Audit;

/// <summary>Registration of the audit log.</summary>
internal static class AuditRegistration
{
    /// <summary>Adds the log of section <c>Audit</c>.</summary>
    public static WebApplicationBuilder AddAudit(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<AuditOptions>().Bind(builder.Configuration.GetSection(AuditOptions.Section)).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<AuditOptions>, Validator>();
        builder.Services.AddSingleton<AuditLog>();
        return builder;
    }

    private sealed class Validator : IValidateOptions<AuditOptions>
    {
        public ValidateOptionsResult Validate(string? name, AuditOptions options)
        {
            string[] errors = options.File.Length > 0 ? [.. FileSetting.Errors("Audit:File", () => AppendOnlyFile.Open(options.File).Dispose())] : [];
            return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
        }
    }
}
