using System.Globalization;
using CovidGrpc.Cli.Diagnosing;
using CovidGrpc.Cli.Diagnosing.Scans;
using CovidGrpc.Contracts.V1;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;

namespace CovidGrpc.Cli.Jobs;

/// <summary>A job for people.</summary>
internal static class OperationTable
{
    public static string Write(Operation operation) => DiagnosisTable.Render(console =>
    {
        var tries = operation.Tries == 1 ? "1 try" : $"{operation.Tries} tries";
        console.MarkupLineInterpolated($"[bold]{operation.OperationId}[/]: {operation.State.Name()}, {operation.Progress.Done} of {operation.Progress.Total} slices, {tries}");
        console.MarkupLineInterpolated($"of {operation.Source.Name()}, accepted {Time(operation.CreateTime)}, changed {Time(operation.UpdateTime)}");
        if (operation.Failure() is { } failure)
        {
            console.MarkupLineInterpolated($"[yellow]! {PlainText.Of(failure.Message)} ({failure.Reason()})[/]");
        }

        if (operation.Verdict is { } verdict)
        {
            VerdictTable.Write(console, verdict, index => $"{index + 1}");
        }
    });

    /// <summary>A moment in UTC.</summary>
    public static string Time(Timestamp time) => time.ToDateTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
