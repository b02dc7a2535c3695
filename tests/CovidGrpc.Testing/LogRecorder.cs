using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CovidGrpc.Testing;

/// <summary>Keeps every line that was logged, with the exception's full text where there is one.</summary>
public sealed class LogRecorder : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    /// <summary>How many lines with this text were logged.</summary>
    public int CountOf(string text) => _lines.Count(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits, at most two minutes, until so many lines with this text were logged.</summary>
    public async Task WaitForAsync(string text, int count, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (CountOf(text) < count)
        {
            await Task.Delay(10, limit.Token);
        }
    }

    private sealed class Logger(LogRecorder recorder, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            recorder._lines.Enqueue($"{logLevel} {category} {formatter(state, exception)} {exception}");
    }
}
