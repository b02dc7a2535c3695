namespace CovidGrpc.Vision.Input;

/// <summary>Height and width in pixels or cells.</summary>
internal readonly record struct ImageSize(long Height, long Width);
