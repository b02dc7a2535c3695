using System.CommandLine;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Cli.Models;

/// <summary>Options whose values are names that <c>model.json</c> uses.</summary>
internal static class NamedOption
{
    public static Option<string?> Create<T>(string name, string description)
        where T : struct, Enum
    {
        var option = new Option<string?>(name) { Description = description };
        option.AcceptOnlyFromAmong([.. ModelNames.All<T>()]);
        return option;
    }

    /// <summary>The value, or null when the option is not there.</summary>
    public static T? Get<T>(this ParseResult parsed, Option<string?> option)
        where T : struct, Enum =>
        parsed.GetValue(option) is { } name ? ModelNames.Parse<T>(name) : null;
}
