namespace CovidGrpc.Hosting.Limits;

/// <summary>Bounds what is under way at a time; the next is refused at once. For work that is done elsewhere: no thread is held.</summary>
/// <param name="most">Places.</param>
/// <param name="time">The clock by which the work is measured.</param>
public sealed class WorkPlaces(int most, TimeProvider time)
{
    // Guards both below.
    private readonly Lock _lock = new();
    private readonly WorkPace _pace = new();
    private int _taken;

    /// <summary>Does work in a place of its own.</summary>
    /// <exception cref="TooMuchWorkException">There is none.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        Take();
        var started = time.GetTimestamp();
        try
        {
            var result = await work();
            lock (_lock)
            {
                _pace.Add(time.GetElapsedTime(started), pieces: 1);
            }

            return result;
        }
        finally
        {
            lock (_lock)
            {
                _taken--;
            }
        }
    }

    private void Take()
    {
        lock (_lock)
        {
            if (_taken == most)
            {
                throw new TooMuchWorkException(_pace.Until(pieces: 1, runsAtOnce: 1));
            }

            _taken++;
        }
    }
}
