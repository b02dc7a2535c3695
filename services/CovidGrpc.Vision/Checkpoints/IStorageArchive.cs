namespace CovidGrpc.Vision.Checkpoints;

/// <summary>The storages of a checkpoint file.</summary>
internal interface IStorageArchive : IDisposable
{
    /// <summary>Whether their numbers are big-endian.</summary>
    bool IsBigEndian { get; }

    /// <summary>Reads bytes of one storage.</summary>
    /// <param name="storage">The storage, which is in the file at the size that it is said to have.</param>
    /// <param name="begin">The first byte.</param>
    /// <param name="destination">Takes the bytes.</param>
    /// <exception cref="InvalidDataException">The storage is damaged.</exception>
    void Read(StorageReference storage, long begin, Span<byte> destination);
}
