namespace CovidGrpc.Jobs.Work;

/// <summary>How far a handler says it is. Told to the store with the next renewal.</summary>
internal sealed class JobProgress : IProgress<(uint Done, uint Total)>
{
    private ulong _state;

    public (uint Done, uint Total) Value => Volatile.Read(ref _state) is var state ? ((uint)(state >> 32), (uint)state) : default;

    public void Report((uint Done, uint Total) value) => Volatile.Write(ref _state, ((ulong)value.Done << 32) | value.Total);
}
