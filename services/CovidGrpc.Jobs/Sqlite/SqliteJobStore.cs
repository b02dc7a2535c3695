using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Jobs.Sqlite;

/// <summary>
/// A durable queue in one file, for the processes of one machine. Each step of a job is one transaction, and each step of a worker is one
/// update that names the lease's token: what a lost lease asks for changes nothing.
/// </summary>
internal sealed class SqliteJobStore(IOptions<JobOptions> options, TimeProvider time) : IJobStore, IDisposable
{
    private const string NotForgotten = "NOT (state >= 2 AND due <= @now)";

    private readonly JobsFile _file = new(options.Value.Path, options.Value.OperationTimeout);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private long Retention => (long)options.Value.Retention.TotalMilliseconds;

    public Task<Job> SubmitAsync(NewJob job, CancellationToken cancellationToken)
    {
        job.Check();
        return _file.WriteAsync(connection =>
        {
            var now = Now;
            Forget(connection, now);
            connection.Execute(
                "INSERT INTO jobs (id, queue, payload, state, created, changed, due) VALUES (@id, @queue, @payload, 0, @now, @now, @now) ON CONFLICT (id) DO NOTHING",
                ("@id", job.Id), ("@queue", job.Queue), ("@payload", job.Payload.ToArray()), ("@now", now));
            return job.Same(Find(connection, job.Id, now)!);
        }, cancellationToken);
    }

    public Task<Job?> FindAsync(string id, CancellationToken cancellationToken) =>
        _file.ReadAsync(connection => Find(connection, id, Now), cancellationToken);

    public Task<JobPage> ListAsync(JobState? state, int size, string? after, CancellationToken cancellationToken)
    {
        var page = new PageReader(size, after);
        return _file.ReadAsync(connection =>
        {
            using var command = connection.Statement(
                $"SELECT {JobRows.Columns} FROM jobs WHERE number < @below AND (@state IS NULL OR state = @state) AND {NotForgotten} ORDER BY number DESC",
                ("@below", page.Below), ("@state", (int?)state), ("@now", Now));
            using var reader = command.ExecuteReader();
            while (reader.Read() && page.Add(reader.GetInt64(0), JobRows.Read(reader)))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            return page.Page();
        }, cancellationToken);
    }

    public Task<JobBacklog> CountAsync(string queue, CancellationToken cancellationToken) => _file.ReadAsync(connection =>
    {
        var now = Now;
        using var command = connection.Statement(
            $"""
            SELECT COUNT(*) FILTER (WHERE state = 0), COUNT(*) FILTER (WHERE state = 1), COUNT(*) FILTER (WHERE state = 3), MIN(created) FILTER (WHERE state < 2)
            FROM jobs WHERE state IN (0, 1, 3) AND queue = @queue AND {NotForgotten}
            """,
            ("@queue", queue), ("@now", now));
        using var reader = command.ExecuteReader();
        reader.Read();
        var oldest = reader.IsDBNull(3) ? now : reader.GetInt64(3);
        return new JobBacklog(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), TimeSpan.FromMilliseconds(Math.Max(0, now - oldest)));
    }, cancellationToken);

    public Task<Job?> CancelAsync(string id, CancellationToken cancellationToken) => _file.WriteAsync(connection =>
    {
        var now = Now;
        connection.Execute(
            "UPDATE jobs SET state = 4, token = NULL, changed = @now, due = @now + @retention WHERE id = @id AND state < 2",
            ("@id", id), ("@now", now), ("@retention", Retention));
        return Find(connection, id, now);
    }, cancellationToken);

    public Task<Job?> ReplayAsync(string id, CancellationToken cancellationToken) => _file.WriteAsync(connection =>
    {
        var now = Now;
        Forget(connection, now);
        connection.Execute(
            "UPDATE jobs SET state = 0, tries = 0, done = 0, total = 0, code = NULL, changed = @now, due = @now WHERE id = @id AND state IN (3, 4)",
            ("@id", id), ("@now", now));
        return Find(connection, id, now);
    }, cancellationToken);

    public Task<JobLease?> TakeAsync(string queue, CancellationToken cancellationToken)
    {
        var token = Guid.NewGuid().ToString("N");
        return _file.WriteAsync(connection =>
        {
            var now = Now;
            Forget(connection, now);
            var lost = JobError.WorkerLost;
            connection.Execute(
                """
                UPDATE jobs SET state = 3, token = NULL, code = @code, reason = @reason, message = @message, changed = @now, due = @now + @retention
                WHERE state = 1 AND queue = @queue AND due <= @now AND tries >= @most
                """,
                ("@queue", queue), ("@now", now), ("@most", options.Value.MostTries), ("@retention", Retention),
                ("@code", lost.Code), ("@reason", lost.Reason), ("@message", lost.Message));
            // Lapsed leases go first, then further tries, then new jobs.
            var job = connection.One(
                $"""
                UPDATE jobs SET state = 1, tries = tries + 1, token = @token, changed = @now, due = @now + @lease
                WHERE number = (
                    SELECT number FROM jobs WHERE state IN (0, 1) AND queue = @queue AND due <= @now ORDER BY state DESC, tries > 0 DESC, number LIMIT 1)
                RETURNING {JobRows.Columns}
                """,
                ("@queue", queue), ("@now", now), ("@token", token), ("@lease", (long)options.Value.Lease.TotalMilliseconds));
            return job is null ? null : new JobLease(job, token);
        }, cancellationToken);
    }

    public Task<bool> RenewAsync(JobLease lease, uint done, uint total, CancellationToken cancellationToken) => _file.WriteAsync(connection =>
        connection.Execute(
            "UPDATE jobs SET done = @done, total = @total, changed = @now, due = @now + @lease WHERE id = @id AND token = @token",
            ("@id", lease.Job.Id), ("@token", lease.Token), ("@done", (long)done), ("@total", (long)total), ("@now", Now),
            ("@lease", (long)options.Value.Lease.TotalMilliseconds)) == 1, cancellationToken);

    public Task<bool> CompleteAsync(JobLease lease, ReadOnlyMemory<byte> result, CancellationToken cancellationToken) => SettleAsync(
        lease, "complete", "state = 2, result = @result, code = NULL, due = @now + @retention", cancellationToken,
        ("@result", result.ToArray()), ("@retention", Retention));

    public Task<bool> FailAsync(JobLease lease, JobError reason, TimeSpan? retryAfter, CancellationToken cancellationToken) => SettleAsync(
        lease, "fail", "state = @state, code = @code, reason = @reason, message = @message, due = @now + @wait", cancellationToken,
        ("@state", retryAfter is null ? 3 : 0), ("@code", reason.Code), ("@reason", reason.Reason), ("@message", reason.Message),
        ("@wait", (long?)retryAfter?.TotalMilliseconds ?? Retention));

    public Task<bool> ReleaseAsync(JobLease lease, CancellationToken cancellationToken) =>
        SettleAsync(lease, "release", "state = 0, tries = tries - 1, due = @now", cancellationToken);

    public void Dispose() => _file.Dispose();

    private Task<bool> SettleAsync(
        JobLease lease, string how, string change, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        _file.WriteAsync(connection =>
        {
            (string Name, object? Value)[] all =
                [("@id", lease.Job.Id), ("@token", lease.Token), ("@settled", $"{how} {lease.Token}"), ("@now", Now), .. parameters];
            return connection.Execute($"UPDATE jobs SET {change}, token = NULL, settled = @settled, changed = @now WHERE id = @id AND token = @token", all) == 1
                || connection.One($"SELECT {JobRows.Columns} FROM jobs WHERE id = @id AND settled = @settled", all[0], all[2]) is not null;
        }, cancellationToken);

    private static Job? Find(SqliteConnection connection, string id, long now) =>
        connection.One($"SELECT {JobRows.Columns} FROM jobs WHERE id = @id AND {NotForgotten}", ("@id", id), ("@now", now));

    private static void Forget(SqliteConnection connection, long now) =>
        connection.Execute("DELETE FROM jobs WHERE state IN (2, 3, 4) AND due <= @now", ("@now", now));
}
