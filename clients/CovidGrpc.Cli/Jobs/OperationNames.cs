using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Cli.Jobs;

/// <summary>Names of what an operation tells, for JSON and for people.</summary>
internal static class OperationNames
{
    /// <summary>The states.</summary>
    public static IReadOnlyList<Operation.Types.State> States { get; } =
    [
        Operation.Types.State.Pending, Operation.Types.State.Running, Operation.Types.State.Succeeded, Operation.Types.State.Failed, Operation.Types.State.Cancelled,
    ];

    public static string Name(this Operation.Types.State state) => state.ToString().ToLowerInvariant();

    public static string Name(this Operation.Types.Source source) => source.ToString().ToLowerInvariant();

    /// <summary>Why it, or its try before, ended without a verdict; null when nothing failed.</summary>
    public static Google.Rpc.Status? Failure(this Operation operation) => operation.Error ?? operation.LastFailure;

    /// <summary>The failure's name for programs.</summary>
    public static string Reason(this Google.Rpc.Status failure) => failure.GetDetail<Google.Rpc.ErrorInfo>()?.Reason ?? ((Google.Rpc.Code)failure.Code).ToString();
}
