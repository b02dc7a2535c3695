using System.Globalization;
using CovidGrpc.Testing.Processes;

namespace CovidGrpc.LongTests.Soak;

/// <summary>Memory and handles of processes, from <c>/proc</c>.</summary>
internal sealed class ProcessGauge(IEnumerable<ServerProcess> processes)
{
    private readonly ServerProcess[] _processes = [.. processes];
    private readonly List<Sample> _samples = [];

    /// <summary>One look at one process.</summary>
    /// <param name="Process">Its name.</param>
    /// <param name="Id">Its number: another one is another life.</param>
    /// <param name="At">When.</param>
    /// <param name="MebiBytes">Its anonymous resident memory (RssAnon).</param>
    /// <param name="Handles">Its open files.</param>
    public sealed record Sample(string Process, int Id, TimeSpan At, double MebiBytes, int Handles);

    /// <summary>How a process's longest life began and ended: medians of its second sixth and of its last third.</summary>
    public sealed record Course(string Process, double Minutes, double EarlyMebiBytes, double LateMebiBytes, int EarlyHandles, int LateHandles);

    public IReadOnlyList<Sample> Samples => _samples;

    public void Look(TimeSpan at)
    {
        foreach (var process in _processes)
        {
            if (process.Id is { } id && TryRead(id) is var (mebiBytes, handles))
            {
                _samples.Add(new Sample(process.Name, id, at, mebiBytes, handles));
            }
        }
    }

    /// <summary>The courses of all processes.</summary>
    public IReadOnlyList<Course> Courses() => [.. _samples.GroupBy(sample => sample.Process).Select(group => CourseOf([.. group.GroupBy(sample => sample.Id).MaxBy(life => life.Count())!]))];

    private static Course CourseOf(Sample[] life)
    {
        var (early, late) = (life[(life.Length / 6)..((life.Length / 3) + 1)], life[(life.Length * 2 / 3)..]);
        return new Course(
            life[0].Process,
            (life[^1].At - life[0].At).TotalMinutes,
            Median(early.Select(sample => sample.MebiBytes)),
            Median(late.Select(sample => sample.MebiBytes)),
            Median(early.Select(sample => sample.Handles)),
            Median(late.Select(sample => sample.Handles)));
    }

    private static (double MebiBytes, int Handles)? TryRead(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
            return line is null
                ? null
                : (double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024, Directory.GetFileSystemEntries($"/proc/{id}/fd").Length);
        }
        catch (IOException)
        {
            // Just killed.
            return null;
        }
    }

    private static T Median<T>(IEnumerable<T> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : default!;
}
