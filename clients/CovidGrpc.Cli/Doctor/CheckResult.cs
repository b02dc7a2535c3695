namespace CovidGrpc.Cli.Doctor;

/// <summary>What one check found. Nothing secret and nothing of a patient stands in it.</summary>
/// <param name="Check">What was looked at, as <c>gateway health</c>.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Message">What was found, one sentence without its full stop.</param>
/// <param name="ToDo">What to do about it; null where all is well.</param>
internal sealed record CheckResult(string Check, CheckOutcome Outcome, string Message, string? ToDo = null)
{
    public static CheckResult Ok(string check, string message) => new(check, CheckOutcome.Ok, message);

    public static CheckResult Warning(string check, string message, string toDo) => new(check, CheckOutcome.Warning, message, toDo);

    public static CheckResult Failed(string check, string message, string toDo) => new(check, CheckOutcome.Failed, message, toDo);
}
