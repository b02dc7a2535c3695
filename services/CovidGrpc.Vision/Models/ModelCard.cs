using System.Globalization;
using System.Text;

namespace CovidGrpc.Vision.Models;

/// <summary>A model's card: what it is, what it is for, what it was measured to do.</summary>
public static class ModelCard
{
    /// <summary>What every card says of use.</summary>
    public const string Notice = "Research use only. This is no medical device and must not guide the care of a patient.";

    /// <summary>The card of a model folder as Markdown.</summary>
    public static string Write(ModelFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var (manifest, identity) = (folder.Manifest, folder.Identity);
        var page = new StringBuilder();
        page.AppendLine(CultureInfo.InvariantCulture, $"# {identity.Name} {identity.Version}").AppendLine();
        page.AppendLine(manifest.Card.Description).AppendLine();
        page.AppendLine(CultureInfo.InvariantCulture, $"**{Notice}**").AppendLine();
        if (!manifest.Trained)
            page.AppendLine("**The weights never saw an image: the answers mean nothing.**").AppendLine();
        Section(page, "Intended use", manifest.Card.IntendedUse);
        Section(page, "Data", manifest.Card.Data);
        Section(page, "Metrics", Metrics(manifest.Card.Metrics));
        Section(page, "Limits", manifest.Card.Limits);
        Section(page, "Licence", manifest.Card.Licence);
        Section(page, "Network", Network(manifest, identity));
        return page.ToString().TrimEnd() + Environment.NewLine;
    }

    private static void Section(StringBuilder page, string title, string text)
    {
        page.AppendLine(CultureInfo.InvariantCulture, $"## {title}").AppendLine().AppendLine(text).AppendLine();
    }

    private static string Metrics(IReadOnlyList<CardMetric> metrics)
    {
        if (metrics.Count == 0)
            return "Never measured.";
        var rows = metrics.Select(metric => string.Create(
            CultureInfo.InvariantCulture, $"| {metric.Name} | {metric.Data} | {metric.Value:0.0###} | {metric.Low:0.0###} to {metric.High:0.0###} |"));
        return string.Join(Environment.NewLine, ["| measure | data | value | 95 % interval |", "| --- | --- | --- | --- |", .. rows]);
    }

    private static string Network(ModelManifest manifest, ModelIdentity identity)
    {
        var lines = new List<string>
        {
            $"- architecture: {manifest.Architecture.Name()} on {manifest.Backbone.Name()}",
            $"- batch norm: {manifest.BatchNorm.Name()}; input: {manifest.Normalisation.Name()}",
        };
        if (manifest.Classification is { } classification)
        {
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"- probabilities: temperature {classification.Temperature}, {(classification.Calibrated ? "calibrated" : "not calibrated")}"));
        }

        lines.Add($"- digest: {identity.Digest}");
        return string.Join(Environment.NewLine, lines);
    }
}
