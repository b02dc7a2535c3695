using System.CommandLine;
using System.Globalization;
using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Cli.Diagnosing;

/// <summary>The option that sets the window of a diagnosis.</summary>
internal static class WindowOption
{
    public static Option<string?> Create()
    {
        var option = new Option<string?>("--window") { Description = "Window for images in HU. Default: -600,1500.", HelpName = "CENTRE,WIDTH" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && Parse(text) is null)
            {
                result.AddError("--window takes CENTRE,WIDTH in HU, as -600,1500");
            }
        });
        return option;
    }

    /// <summary>The window; null where there is none.</summary>
    public static Window? Parse(string? text)
    {
        var parts = (text ?? "").Split(',');
        return parts.Length == 2
            && double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var centre)
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var width)
            && double.IsFinite(centre) && double.IsFinite(width) && width > 0
            ? new Window { Center = centre, Width = width }
            : null;
    }
}
