namespace CovidGrpc.LongTests.Soak;

/// <summary>A fault, and the time in which it may be felt: from its beginning until a while after its end.</summary>
internal sealed record FaultWindow(string Name, TimeSpan From, TimeSpan To);
