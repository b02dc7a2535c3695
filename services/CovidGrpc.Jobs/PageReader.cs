using System.Globalization;

namespace CovidGrpc.Jobs;

/// <summary>
/// Gathers a page of the list from numbered jobs, the newest first: numbers rise with acceptance, so a page goes on below the last
/// number of the one before. A page ends early when its payloads and results reach 4 MiB.
/// </summary>
internal sealed class PageReader
{
    private const int MostBytes = 4 << 20;

    private readonly int _size;
    private readonly List<Job> _jobs = [];
    private long _bytes;
    private long _last;
    private bool _more;

    public PageReader(int size, string? after)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 1000);
        _size = size;
        Below = after switch
        {
            null => long.MaxValue,
            _ when long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 => number,
            _ => throw new ArgumentException("This is from no page of the list.", nameof(after)),
        };
    }

    /// <summary>The page holds jobs of lower numbers.</summary>
    public long Below { get; }

    /// <summary>Takes the next job. False when the page was full before: there is no use in another.</summary>
    public bool Add(long number, Job job)
    {
        if (_jobs.Count == _size || _bytes >= MostBytes)
        {
            _more = true;
            return false;
        }

        _jobs.Add(job);
        _bytes += job.Payload.Length + job.Result.Length;
        _last = number;
        return true;
    }

    public JobPage Page() => new(_jobs, _more ? _last.ToString(CultureInfo.InvariantCulture) : null);
}
