namespace CovidGrpc.Imaging;

/// <summary>Something unusual about an image that was read nevertheless.</summary>
/// <param name="Code">One of <see cref="WarningCodes"/>.</param>
/// <param name="Message">One line for people.</param>
public sealed record ImageWarning(string Code, string Message);
