namespace CovidGrpc.Cli.Evaluating;

/// <summary>What was to be measured cannot be used; the message names the file and the place, and nothing that stands there.</summary>
internal sealed class EvaluationInputException(string message, Exception? innerException = null) : Exception(message, innerException);
