using Google.Protobuf.WellKnownTypes;
using Google.Rpc;

namespace CovidGrpc.Hosting.Faults;

/// <summary>
/// What a caller is told of a failure: one <c>google.rpc.Status</c> with an ErrorInfo (domain <see cref="Domain"/>, reason in upper
/// snake case) and the details that help to act. Messages hold nothing of a patient and nothing of an exception.
/// </summary>
public static class Fault
{
    /// <summary>Domain of every ErrorInfo.</summary>
    public const string Domain = "covidgrpc";

    /// <summary>INVALID_ARGUMENT: one field of the request cannot be used.</summary>
    public static Google.Rpc.Status InvalidField(string field, string reason, string message)
    {
        var violation = new BadRequest.Types.FieldViolation { Field = field, Description = message, Reason = reason };
        return Create(Code.InvalidArgument, reason, message, new BadRequest { FieldViolations = { violation } });
    }

    /// <summary>FAILED_PRECONDITION: the request is sound, but not for what is loaded here.</summary>
    public static Google.Rpc.Status Precondition(string subject, string reason, string message)
    {
        var violation = new PreconditionFailure.Types.Violation { Type = reason, Subject = subject, Description = message };
        return Create(Code.FailedPrecondition, reason, message, new PreconditionFailure { Violations = { violation } });
    }

    /// <summary>UNAVAILABLE: try again after <paramref name="retryAfter"/>.</summary>
    public static Google.Rpc.Status Unavailable(string reason, string message, TimeSpan retryAfter) =>
        Create(Code.Unavailable, reason, message, Retry(retryAfter));

    /// <summary>DEADLINE_EXCEEDED: what the call needs did not answer in time; try again after <paramref name="retryAfter"/>.</summary>
    public static Google.Rpc.Status Late(string reason, string message, TimeSpan retryAfter) =>
        Create(Code.DeadlineExceeded, reason, message, Retry(retryAfter));

    /// <summary>RESOURCE_EXHAUSTED: too much is under way; try again after <paramref name="retryAfter"/>.</summary>
    public static Google.Rpc.Status Busy(string reason, string message, TimeSpan retryAfter) =>
        Create(Code.ResourceExhausted, reason, message, Retry(retryAfter));

    /// <summary>Any code, with an ErrorInfo and further details.</summary>
    public static Google.Rpc.Status Create(Code code, string reason, string message, params IEnumerable<Google.Protobuf.IMessage> details)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        status.Details.Add(Any.Pack(new ErrorInfo { Domain = Domain, Reason = reason }));
        status.Details.AddRange(details.Select(Any.Pack));
        return status;
    }

    private static RetryInfo Retry(TimeSpan after) => new() { RetryDelay = Duration.FromTimeSpan(after) };
}
