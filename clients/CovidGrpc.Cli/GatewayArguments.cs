using System.CommandLine;
using System.CommandLine.Parsing;
using CovidGrpc.Transport;

namespace CovidGrpc.Cli;

/// <summary>The options that name a running gateway, who asks it, and whose certificates are trusted.</summary>
internal sealed class GatewayArguments
{
    private const string KeyVariable = "COVIDGRPC_API_KEY_FILE";
    private const string TokenVariable = "COVIDGRPC_TOKEN_FILE";
    private const string CaVariable = "COVIDGRPC_CA_FILE";

    private readonly Option<string?> _url;
    private readonly Option<string?> _apiKey;
    private readonly Option<string?> _token;
    private readonly Option<string?> _ca;

    /// <param name="description">What the gateway is asked for.</param>
    /// <param name="required">Whether there is nothing to do without one.</param>
    /// <param name="tokenOption">Name of the option of the token.</param>
    public GatewayArguments(string description, bool required = false, string tokenOption = "--token-file")
    {
        _url = new Option<string?>("--gateway") { Description = description, HelpName = "URL", Required = required };
        _apiKey = new Option<string?>("--api-key-file") { Description = $"File with an API key of the gateway. Default: {KeyVariable} of the environment.", HelpName = "FILE" };
        _token = new Option<string?>(tokenOption) { Description = $"File with a bearer token for the gateway. Default: {TokenVariable} of the environment.", HelpName = "FILE" };
        _ca = new Option<string?>("--ca-file") { Description = $"PEM file of those who sign the gateway's certificate. Default: {CaVariable} of the environment, or the system's.", HelpName = "FILE" };
    }

    /// <summary>Adds the options, and refuses what cannot be used.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_url, _apiKey, _token, _ca])
        {
            command.Add(option);
        }

        command.Validators.Add(Check);
    }

    /// <summary>Whether a gateway is named.</summary>
    public bool AreIn(SymbolResult result) => result.GetValue(_url) is not null;

    /// <summary>The gateway; null where none is named.</summary>
    public GatewayTarget? Read(ParseResult parsed) => Read(parsed.CommandResult);

    /// <summary>How other services of the gateway's stack are asked for what needs no credentials.</summary>
    public CallSecurity Trust(ParseResult parsed) => new() { Trusted = Trusted(parsed.CommandResult) };

    private void Check(CommandResult result)
    {
        if (result.GetValue(_url) is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            result.AddError("--gateway takes http(s)://host:port");
            return;
        }

        if (result.GetValue(_apiKey) is not null && result.GetValue(_token) is not null)
        {
            result.AddError($"name either {_apiKey.Name} or {_token.Name}");
            return;
        }

        try
        {
            _ = Trusted(result);
            if (Read(result) is { } target && !target.Security.MayCall(target.Address))
            {
                result.AddError(PlaintextCredentialsException.Explanation);
            }
        }
        catch (Exception e) when (WatchedFiles.IsUnusable(e))
        {
            result.AddError(PlainText.Of(e.Message));
        }
    }

    private GatewayTarget? Read(CommandResult result) => result.GetValue(_url) is { } url
        ? new GatewayTarget(new Uri(url), new CallSecurity
        {
            Credentials = Credentials(result),
            Trusted = Trusted(result),
        })
        : null;

    private TrustedCertificates? Trusted(CommandResult result) => (result.GetValue(_ca) ?? Variable(CaVariable)) is { } file ? new TrustedCertificates(file) : null;

    private CallerCredentials? Credentials(CommandResult result) => (result.GetValue(_apiKey), result.GetValue(_token)) switch
    {
        ({ } key, _) => CallerCredentials.ApiKeyFile(key),
        (_, { } token) => CallerCredentials.TokenFile(token),
        _ when Variable(KeyVariable) is { } key => CallerCredentials.ApiKeyFile(key),
        _ when Variable(TokenVariable) is { } token => CallerCredentials.TokenFile(token),
        _ => null,
    };

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
