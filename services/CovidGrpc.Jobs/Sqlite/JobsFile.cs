using Microsoft.Data.Sqlite;

namespace CovidGrpc.Jobs.Sqlite;

/// <summary>The SQLite file of the jobs. What is committed is on disk, and several processes may share it.</summary>
internal sealed class JobsFile(string path, TimeSpan longestWait) : IDisposable
{
    // due: of a pending job when it may be tried, of a running one when its lease ends, of an ended one when it is forgotten.
    // settled: how the last lease ended, and whose it was.
    private const string Schema =
        """
        CREATE TABLE IF NOT EXISTS jobs (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            queue TEXT NOT NULL,
            payload BLOB NOT NULL,
            state INTEGER NOT NULL,
            tries INTEGER NOT NULL DEFAULT 0,
            done INTEGER NOT NULL DEFAULT 0,
            total INTEGER NOT NULL DEFAULT 0,
            result BLOB NOT NULL DEFAULT x'',
            code INTEGER,
            reason TEXT,
            message TEXT,
            created INTEGER NOT NULL,
            changed INTEGER NOT NULL,
            due INTEGER NOT NULL,
            token TEXT,
            settled TEXT
        ) STRICT;
        CREATE INDEX IF NOT EXISTS jobs_due ON jobs (state, queue, due);
        """;

    private readonly string _connection = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = (int)Math.Ceiling(longestWait.TotalSeconds) }.ToString();

    // Its own handler waits finer than the driver, which looks again each 150 ms only.
    private readonly string _settings = $"PRAGMA busy_timeout = {(long)longestWait.TotalMilliseconds}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";

    private readonly Lock _lock = new();
    private bool _made;

    /// <summary>Runs one transaction, which is on disk when this answers.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> operation, CancellationToken cancellationToken) => RunAsync(operation, deferred: false, cancellationToken);

    /// <summary>Runs reads that see one state.</summary>
    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> operation, CancellationToken cancellationToken) => RunAsync(operation, deferred: true, cancellationToken);

    public void Dispose()
    {
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
    }

    // The driver has no asynchronous half, and a commit waits for the disk.
    private Task<T> RunAsync<T>(Func<SqliteConnection, T> operation, bool deferred, CancellationToken cancellationToken) => Task.Run(() =>
    {
        try
        {
            Make();
            using var connection = Open();
            using var transaction = connection.BeginTransaction(deferred);
            var answer = operation(connection);
            transaction.Commit();
            return answer;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new JobsUnavailableException("The file of the jobs cannot be used.", e);
        }
    }, cancellationToken);

    private void Make()
    {
        lock (_lock)
        {
            if (_made)
            {
                return;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var connection = Open();
            using var command = connection.CreateCommand();
            command.CommandText = Schema;
            command.ExecuteNonQuery();
            _made = true;
        }
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connection);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = _settings;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
