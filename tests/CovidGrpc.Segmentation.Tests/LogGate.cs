using Microsoft.Extensions.Logging;

namespace CovidGrpc.Segmentation.Tests;

/// <summary>Holds whoever logs a line with a text, until the test lets it through: so much is known, however slow the machine is.</summary>
/// <param name="text">The text.</param>
internal sealed class LogGate(string text) : ILoggerProvider, ILogger
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _passes = new(0);

    /// <summary>Lets so many lines through, those held first.</summary>
    public void LetThrough(int lines = 1) => _passes.Release(lines);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (formatter(state, exception).Contains(text, StringComparison.Ordinal) && !_passes.Wait(Patience))
        {
            throw new TimeoutException($"nobody let through: {text}");
        }
    }

    public void Dispose() => _passes.Dispose();
}
