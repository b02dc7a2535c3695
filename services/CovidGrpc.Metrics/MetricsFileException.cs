namespace CovidGrpc.Metrics;

/// <summary>A file of truth or predictions cannot be used. One line that names the place; never a value of the file, which may be a patient's.</summary>
public sealed class MetricsFileException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="place">The line or entry, counted as a person would look for it.</param>
    /// <param name="problem">What is wrong there.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public MetricsFileException(string place, string problem, Exception? innerException = null)
        : base($"{place}: {problem}", innerException)
    {
        Place = place;
    }

    /// <summary>The line or entry.</summary>
    public string Place { get; }
}
