using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Jobs;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace CovidGrpc.Gateway.Operations;

/// <summary>Jobs in the words of the contract.</summary>
internal static class OperationContract
{
    /// <summary>A job whose result is a <see cref="ScanDiagnosis"/>.</summary>
    public static Operation From(Job job)
    {
        var operation = new Operation
        {
            OperationId = job.Id,
            State = From(job.State),
            Progress = new ScanProgress { Done = job.Done, Total = job.Total },
            CreateTime = Timestamp.FromDateTimeOffset(job.Created),
            UpdateTime = Timestamp.FromDateTimeOffset(job.Changed),
            Tries = (uint)job.Tries,
            Source = job.Queue switch
            {
                JobQueues.Uploads => Operation.Types.Source.Upload,
                JobQueues.Studies => Operation.Types.Source.Study,
                _ => Operation.Types.Source.Unspecified,
            },
        };
        switch (job)
        {
            case { State: JobState.Succeeded }:
                operation.Verdict = ScanDiagnosis.Parser.ParseFrom(job.Result.Span);
                // Jobs tell how far they are now and then, and not at their end.
                operation.Progress.Done = operation.Progress.Total = operation.Verdict.Slices;
                break;
            case { State: JobState.Failed, Error: { } error }:
                operation.Error = From(error);
                break;
            case { State: JobState.Pending or JobState.Running, Error: { } error }:
                operation.LastFailure = From(error);
                break;
        }

        return operation;
    }

    /// <summary>The same, as lists tell it.</summary>
    public static Operation WithoutVerdict(Job job)
    {
        var operation = From(job);
        if (operation.ResultCase == Operation.ResultOneofCase.Verdict)
        {
            operation.ClearResult();
        }

        return operation;
    }

    /// <summary>The state that a list asks for; null for all.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: there is no such state.</exception>
    public static JobState? From(Operation.Types.State state) => state switch
    {
        Operation.Types.State.Unspecified => null,
        Operation.Types.State.Pending => JobState.Pending,
        Operation.Types.State.Running => JobState.Running,
        Operation.Types.State.Succeeded => JobState.Succeeded,
        Operation.Types.State.Failed => JobState.Failed,
        Operation.Types.State.Cancelled => JobState.Cancelled,
        _ => throw Fault.InvalidField("state", "STATE", "There is no such state.").ToRpcException(),
    };

    private static Operation.Types.State From(JobState state) => state switch
    {
        JobState.Pending => Operation.Types.State.Pending,
        JobState.Running => Operation.Types.State.Running,
        JobState.Succeeded => Operation.Types.State.Succeeded,
        JobState.Failed => Operation.Types.State.Failed,
        _ => Operation.Types.State.Cancelled,
    };

    private static Google.Rpc.Status From(JobError error) => Fault.Create((Code)error.Code, error.Reason, error.Message);
}
