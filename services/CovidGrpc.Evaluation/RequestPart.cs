using CovidGrpc.Hosting.Faults;
using Google.Rpc;
using Grpc.Core;

namespace CovidGrpc.Evaluation;

/// <summary>What is wrong with a message of a stream: where it stands, and in which field. Never what the field holds.</summary>
internal static class RequestPart
{
    /// <summary>Characters of a group or of an image's id.</summary>
    public const int MostTextLength = 128;

    public static RpcException Wrong(int number, string field, string reason, string message) =>
        Fault.InvalidField(field, reason, $"Message {number}: {message}").ToRpcException();

    public static string? Group(int number, string group) =>
        group.Length > MostTextLength ? throw Wrong(number, "group", "TEXT_TOO_LONG", $"a group has at most {MostTextLength} characters.") : group;

    public static RpcException StreamTooLong(string reason, int most) =>
        Fault.Create(Code.OutOfRange, reason, $"A stream may hold at most {most} messages here.").ToRpcException();
}
