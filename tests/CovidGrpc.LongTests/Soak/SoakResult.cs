using System.Globalization;
using Grpc.Core;

namespace CovidGrpc.LongTests.Soak;

/// <summary>What a soak found. Latencies in ms, the load as a share of the least capacity before, the rate in slices a second.</summary>
internal sealed record SoakResult(
    double Minutes,
    int Cores,
    SoakResult.Capacity Capacities,
    double Load,
    double Rate,
    SoakResult.Share Outside,
    SoakResult.Share During,
    IReadOnlyList<SoakResult.FaultShare> Faults,
    int Jobs,
    IReadOnlyList<ProcessGauge.Course> Processes)
{
    /// <summary>Slices a second of callers that ask one after the other, in spans of 20 s before the load and in one after it.</summary>
    public sealed record Capacity(IReadOnlyList<double> Before, double Afterwards);

    /// <summary>Calls of some times: how many, how they ended, how long those took that were answered.</summary>
    public sealed record Share(int Calls, int Failed, IReadOnlyDictionary<string, int> Failures, double Median, double P90, double P99, double Longest)
    {
        public double FailedShare => Calls == 0 ? 0 : (double)Failed / Calls;

        public static Share Of(IEnumerable<LoadCall> calls)
        {
            var all = calls.ToArray();
            double[] answered = [.. all.Where(call => call.Seen.Code == StatusCode.OK).Select(call => call.Seen.Took.TotalMilliseconds).Order()];
            var failures = all.Where(call => call.Seen.Code != StatusCode.OK).GroupBy(call => $"{call.Seen.Code} {call.Seen.Reason}".TrimEnd()).ToDictionary(group => group.Key, group => group.Count());
            return new Share(all.Length, all.Length - answered.Length, failures, At(answered, 0.5), At(answered, 0.9), At(answered, 0.99), At(answered, 1));
        }

        private static double At(double[] sorted, double quantile) => sorted.Length == 0 ? double.NaN : sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * quantile)];
    }

    /// <summary>The calls that a fault may have touched.</summary>
    public sealed record FaultShare(string Fault, double FromMinute, Share Calls);

    /// <summary>As a page.</summary>
    public string Page()
    {
        var text = new System.Text.StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Load and faults

            {Minutes:0.0} minutes on {Cores} cores with the demo model: {Rate:0.00} slices a second were asked for, those of the jobs among them. That is {Load:P0} of the capacity in the slowest of {Capacities.Before.Count}
            spans of 20 s just before ({string.Join(", ", Capacities.Before.Select(capacity => capacity.ToString("0.00", CultureInfo.InvariantCulture)))}; {Capacities.Afterwards:0.00} after the run). Each slice is new to every cache, callers have no retries and a deadline
            of 30 s. A fault each minute. A call counts as touched by it from the fault's beginning until 20 s after its end. {Jobs} jobs were accepted meanwhile; each of them ended once, with a verdict.

            | calls | number | failed | median | 90 % | 99 % | longest |
            | --- | --- | --- | --- | --- | --- | --- |
            {Row("outside of faults", Outside)}
            {Row("touched by a fault", During)}

            | minute | fault | calls | failed | how | median | 99 % |
            | --- | --- | --- | --- | --- | --- | --- |

            """);
        foreach (var (fault, from, calls) in Faults)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {from:0.0} | {fault} | {calls.Calls} | {calls.Failed} | {How(calls)} | {calls.Median:0} ms | {calls.P99:0} ms |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\nFailed outside of faults: {(Outside.Failed == 0 ? "none" : How(Outside))}.\n\n");
        text.Append("Memory (RssAnon) and handles of each process, in the longest time that it was not killed: medians of its second sixth and of its last third.\n\n");
        text.Append("| process | minutes | memory | handles |\n| --- | --- | --- | --- |\n");
        foreach (var process in Processes)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {process.Process} | {process.Minutes:0.0} | {process.EarlyMebiBytes:0.0} → {process.LateMebiBytes:0.0} MiB | {process.EarlyHandles} → {process.LateHandles} |\n");
        }

        return text.Append("\n![Latency of the calls](soak-latency.png)\n\n![Memory of the processes](soak-memory.png)\n").ToString();
    }

    private static string Row(string name, Share share) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {share.Calls} | {share.Failed} ({share.FailedShare:P2}) | {share.Median:0} ms | {share.P90:0} ms | {share.P99:0} ms | {share.Longest:0} ms |");

    private static string How(Share share) => string.Join(", ", share.Failures.OrderByDescending(failure => failure.Value).Select(failure => $"{failure.Value} `{failure.Key}`"));
}
