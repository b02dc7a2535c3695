using System.Text.Json;
using System.Text.Json.Nodes;
using CovidGrpc.Reports.Plots;

namespace CovidGrpc.Cli.Training;

/// <summary>Draws a run's log as <c>loss.png</c> beside it.</summary>
internal static class LossPicture
{
    public static void Draw(string runFolder)
    {
        var log = Path.Combine(runFolder, "log.jsonl");
        if (!File.Exists(log))
        {
            return;
        }

        var losses = new SortedDictionary<string, List<(long, double)>>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(log))
        {
            Add(line, losses);
        }

        if (losses.Count > 0)
        {
            File.WriteAllBytes(
                Path.Combine(runFolder, "loss.png"),
                LossPlot.Draw("Training losses", losses.ToDictionary(entry => entry.Key, IReadOnlyList<(long, double)> (entry) => entry.Value)));
        }
    }

    private static void Add(string line, SortedDictionary<string, List<(long, double)>> losses)
    {
        try
        {
            var entry = JsonNode.Parse(line)!;
            foreach (var (name, value) in entry["losses"]?.AsObject() ?? [])
            {
                if (!losses.TryGetValue(name, out var points))
                {
                    losses.Add(name, points = []);
                }

                if (value is not null)
                {
                    points.Add((entry["iteration"]!.GetValue<long>(), value.GetValue<double>()));
                }
            }
        }
        catch (JsonException)
        {
            // A kill may have cut the last line.
        }
    }
}
