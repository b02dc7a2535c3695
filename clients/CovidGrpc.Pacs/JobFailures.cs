using CovidGrpc.Client;
using CovidGrpc.Jobs;
using CovidGrpc.Pacs.DicomWeb;
using Grpc.Core;

namespace CovidGrpc.Pacs;

/// <summary>Why a job's try ended, and whether another makes sense. Worded for the operator.</summary>
internal static class JobFailures
{
    /// <summary>Another try would fail alike: the study is set aside.</summary>
    public static JobFailedException Final(StatusCode code, string reason, string message) => new(new JobError((int)code, reason, message), isFinal: true);

    /// <summary>Another try may succeed.</summary>
    public static JobFailedException Passing(StatusCode code, string reason, string message) => new(new JobError((int)code, reason, message), isFinal: false);

    /// <summary>The PACS failed. What is too large stays so; everything else an operator may put right meanwhile.</summary>
    public static JobFailedException Of(DicomWebException e) =>
        new(new JobError((int)CodeOf(e.Problem), $"PACS_{Names[(int)e.Problem]}", e.Message), e.Problem == DicomWebProblem.TooLarge, e);

    /// <summary>The gateway failed. What it finds wrong with the request stays so.</summary>
    public static JobFailedException Of(DiagnosisException e) =>
        new(new JobError((int)e.Code, e.Reason, e.Message), e.Code is StatusCode.InvalidArgument or StatusCode.OutOfRange or StatusCode.Unimplemented, e);

    private static readonly string[] Names = ["UNAVAILABLE", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "REFUSED", "UNTRUSTED", "MALFORMED", "TOO_LARGE"];

    private static StatusCode CodeOf(DicomWebProblem problem) => problem switch
    {
        DicomWebProblem.Unauthorized => StatusCode.Unauthenticated,
        DicomWebProblem.Forbidden => StatusCode.PermissionDenied,
        DicomWebProblem.NotFound => StatusCode.NotFound,
        DicomWebProblem.Refused or DicomWebProblem.Untrusted => StatusCode.FailedPrecondition,
        DicomWebProblem.Malformed => StatusCode.Internal,
        DicomWebProblem.TooLarge => StatusCode.OutOfRange,
        _ => StatusCode.Unavailable,
    };
}
