using System.Text.Json;
using System.Text.Json.Nodes;

namespace CovidGrpc.Training.Runs;

/// <summary>What happened in a run, one JSON object a line: iterations with their losses, validations with their figures.</summary>
internal sealed class RunLog : IDisposable
{
    private const string Iteration = "iteration";

    private readonly StreamWriter _writer;
    private readonly TimeProvider _time;

    /// <param name="path">The file. Lines of iterations that a resumed run does again are dropped.</param>
    /// <param name="iterations">Done before.</param>
    /// <param name="time">Dates the lines.</param>
    internal RunLog(string path, long iterations, TimeProvider time)
    {
        _time = time;
        if (File.Exists(path))
        {
            var kept = File.ReadLines(path).TakeWhile(line => IterationOf(line) < iterations).ToArray();
            File.WriteAllLines(path, kept);
        }

        _writer = new(path, append: true) { AutoFlush = true };
    }

    /// <summary>An iteration's losses.</summary>
    internal void Write(long iteration, double learningRate, IReadOnlyDictionary<string, double> losses)
    {
        Write(iteration, new JsonObject { ["learning_rate"] = learningRate, ["losses"] = Object(losses) });
    }

    /// <summary>A validation's figures, by data set and measure.</summary>
    internal void WriteValidation(long iteration, double score, IReadOnlyDictionary<string, double> measures)
    {
        Write(iteration, new JsonObject { ["score"] = score, ["validation"] = Object(measures) });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
    }

    private void Write(long iteration, JsonObject line)
    {
        line.Insert(0, Iteration, iteration);
        line.Insert(1, "time", _time.GetUtcNow().ToString("O"));
        _writer.WriteLine(line.ToJsonString());
    }

    private static JsonObject Object(IReadOnlyDictionary<string, double> values)
    {
        // Not a number and infinite are no JSON numbers.
        return new(values.Select(entry => new KeyValuePair<string, JsonNode?>(entry.Key, double.IsFinite(entry.Value) ? entry.Value : null)));
    }

    // Behind everything for a line that a kill cut.
    private static long IterationOf(string line)
    {
        try
        {
            return JsonNode.Parse(line)?[Iteration]?.GetValue<long>() ?? long.MaxValue;
        }
        catch (JsonException)
        {
            return long.MaxValue;
        }
    }
}
