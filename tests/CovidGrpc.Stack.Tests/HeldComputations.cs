using Microsoft.Extensions.Logging;

namespace CovidGrpc.Stack.Tests;

/// <summary>Holds each computation of a segmentation where it logs its start, between <see cref="Hold"/> and <see cref="Dispose"/>.</summary>
internal sealed class HeldComputations : ILoggerProvider, ILogger
{
    /// <summary>What is logged at the start.</summary>
    public const string Started = "The computation of a slice started";

    private readonly ManualResetEventSlim _go = new(initialState: true);

    public HeldComputations Hold()
    {
        _go.Reset();
        return this;
    }

    public void Dispose() => _go.Set();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (formatter(state, exception).StartsWith(Started, StringComparison.Ordinal))
        {
            _go.Wait();
        }
    }
}
