using CovidGrpc.Hosting.Security;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Hosting.Audit;

/// <summary>The file of the audit log; what cannot be written is told in the host's log, and the call it was about stays answered.</summary>
public sealed class AuditLog : IDisposable
{
    private const string Job = "job";

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ILogger<AuditLog> _logger;
    private readonly FileStream? _file;

    /// <exception cref="IOException">The file cannot be opened.</exception>
    public AuditLog(IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditLog> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _time = time;
        _logger = logger;
        _file = options.Value.File.Length > 0 ? AppendOnlyFile.Open(options.Value.File) : null;
    }

    /// <summary>Whether anything is written down.</summary>
    public bool IsOn => _file is not null;

    /// <summary>Appends the line of an operation's work, which goes on after the call that asked for it.</summary>
    /// <param name="work">What was worked on, and what came of it.</param>
    /// <param name="status">How it ended.</param>
    public void WriteJob(AuditedCall work, StatusCode status)
    {
        ArgumentNullException.ThrowIfNull(work);
        Write(new AuditLine(work) { Time = _time.GetUtcNow(), Caller = Job, Rpc = Job, Status = status.ToString() });
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    /// <summary>Appends the line of a call.</summary>
    /// <param name="context">The call.</param>
    /// <param name="rpc">Full name of the RPC.</param>
    /// <param name="work">What was worked on, and what came of it.</param>
    /// <param name="status">How it ended.</param>
    internal void WriteCall(HttpContext context, string rpc, AuditedCall work, StatusCode status) => Write(new AuditLine(work)
    {
        Time = _time.GetUtcNow(),
        Caller = Caller.NameOf(context),
        Scheme = context.User.Identity?.AuthenticationType,
        Rpc = rpc,
        Status = status.ToString(),
    });

    // By one write, which the system does not mix with those of others.
    private void Write(AuditLine line)
    {
        try
        {
            lock (_lock)
            {
                _file?.Write(line.ToBytes());
            }
        }
        catch (IOException e)
        {
            SecurityLog.AuditFailed(_logger, line.Rpc, e.Message);
        }
    }
}
