using Microsoft.Data.Sqlite;

namespace CovidGrpc.Jobs.Sqlite;

/// <summary>Statements on the table of jobs, and its rows as jobs.</summary>
internal static class JobRows
{
    /// <summary>The columns that <see cref="Read"/> reads.</summary>
    public const string Columns = "number, id, queue, payload, state, tries, done, total, result, code, reason, message, created, changed";

    /// <summary>A statement with its parameters, in the connection's transaction.</summary>
    public static SqliteCommand Statement(this SqliteConnection connection, string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    /// <summary>Runs a statement. Answers how many rows it changed.</summary>
    public static int Execute(this SqliteConnection connection, string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.Statement(text, parameters);
        return command.ExecuteNonQuery();
    }

    /// <summary>The job that a statement answers; null when it answers none.</summary>
    public static Job? One(this SqliteConnection connection, string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.Statement(text, parameters);
        using var reader = command.ExecuteReader();
        return reader.Read() ? Read(reader) : null;
    }

    /// <summary>The job of a row.</summary>
    public static Job Read(SqliteDataReader row) => new()
    {
        Id = row.GetString(1),
        Queue = row.GetString(2),
        Payload = row.GetFieldValue<byte[]>(3),
        State = (JobState)row.GetInt32(4),
        Tries = row.GetInt32(5),
        Done = (uint)row.GetInt64(6),
        Total = (uint)row.GetInt64(7),
        Result = row.GetFieldValue<byte[]>(8),
        Error = row.IsDBNull(9) ? null : new JobError(row.GetInt32(9), row.GetString(10), row.GetString(11)),
        Created = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(12)),
        Changed = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(13)),
    };
}
