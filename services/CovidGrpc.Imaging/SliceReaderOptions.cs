using CovidGrpc.Dicom.Codecs;
using CovidGrpc.Dicom.Worker.Pool;

namespace CovidGrpc.Imaging;

/// <summary>How images are read, and the limits that are checked before anything is decoded.</summary>
public sealed record SliceReaderOptions
{
    /// <summary>Window for images in HU. Default: lung, centre −600, width 1500.</summary>
    public Window Window { get; init; } = Window.Lung;

    /// <summary>Largest file in bytes. Default 256 MiB.</summary>
    public int MaxFileBytes { get; init; } = 256 << 20;

    /// <summary>Most rows or columns. Default 8192.</summary>
    public int MaxSide { get; init; } = 8192;

    /// <summary>Most pixels; decoding takes up to five bytes for each. Default 16 × 2^20, that is 4096 × 4096.</summary>
    public int MaxPixels { get; init; } = 16 << 20;

    /// <summary>Fewest rows or columns that can be a CT slice. Default 64.</summary>
    public int MinSide { get; init; } = 64;

    /// <summary>Decoder of compressed DICOM. Default: the pool of this process, which knows every compression that is read.</summary>
    public IFrameDecoder Decoder { get; init; } = DecodeWorkerPool.Shared;
}
