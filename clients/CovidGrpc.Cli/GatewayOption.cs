using System.CommandLine;

namespace CovidGrpc.Cli;

/// <summary>The option that names a running gateway.</summary>
internal static class GatewayOption
{
    public static Option<string?> Create(string description, bool required = false)
    {
        var option = new Option<string?>("--gateway") { Description = description, HelpName = "URL", Required = required };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            {
                result.AddError("--gateway takes http(s)://host:port");
            }
        });
        return option;
    }
}
