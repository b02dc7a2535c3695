namespace CovidGrpc.Client;

/// <summary>A file of a scan, read when its turn comes.</summary>
/// <param name="ReadAsync">Reads the whole file; an <see cref="IOException"/> leaves it out, and the verdict says so.</param>
public sealed record ScanFile(Func<CancellationToken, ValueTask<ReadOnlyMemory<byte>>> ReadAsync);
