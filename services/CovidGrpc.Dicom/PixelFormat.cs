namespace CovidGrpc.Dicom;

/// <summary>How the samples of every frame are laid out (Image Pixel module, PS3.3 C.7.6.3), free of contradictions.</summary>
public sealed record PixelFormat
{
    /// <summary>Largest decoded frame, bytes. What announces more is refused before anything is allocated.</summary>
    public const int MaxFrameBytes = 32 << 20;

    private PixelFormat()
    {
    }

    /// <summary>Number of rows, at least 1.</summary>
    public required int Rows { get; init; }

    /// <summary>Number of columns, at least 1.</summary>
    public required int Columns { get; init; }

    /// <summary>Samples per pixel: 1, or 3 for colour.</summary>
    public required int SamplesPerPixel { get; init; }

    /// <summary>Bits of a stored word: 1, 8, 16 or 32.</summary>
    public required int BitsAllocated { get; init; }

    /// <summary>Bits of a stored word that hold the value, from 1 to <see cref="BitsAllocated"/>.</summary>
    public required int BitsStored { get; init; }

    /// <summary>Position of the value's highest bit.</summary>
    public required int HighBit { get; init; }

    /// <summary>Whether values are two's complement.</summary>
    public required bool IsSigned { get; init; }

    /// <summary>Photometric interpretation, for example MONOCHROME2.</summary>
    public required string Photometric { get; init; }

    /// <summary>Whether a pixel is one grey value.</summary>
    public bool IsGrey => Photometric is "MONOCHROME1" or "MONOCHROME2" && SamplesPerPixel == 1;

    /// <summary>Samples in a frame.</summary>
    public int SampleCount => checked(Rows * Columns * SamplesPerPixel);

    /// <summary>Bytes of a decoded sample: 1, 2 or 4; single bits take a byte each.</summary>
    public int BytesPerSample => Math.Max(1, BitsAllocated / 8);

    /// <summary>Bytes of a decoded frame, at most <see cref="MaxFrameBytes"/>.</summary>
    public int FrameBytes => checked(SampleCount * BytesPerSample);

    /// <summary>Reads the layout from a data set.</summary>
    /// <param name="dataset">Data set of an image.</param>
    /// <exception cref="DicomException">Attributes that are absent, contradict each other, or announce more than the limit.</exception>
    public static PixelFormat Read(DicomDataset dataset)
    {
        var photometric = dataset.GetString(DicomTag.PhotometricInterpretation) ?? throw PixelErrors.Missing(DicomTag.PhotometricInterpretation);
        var samples = dataset.GetInteger(DicomTag.SamplesPerPixel) ?? 1;
        if (samples is not (1 or 3) || (samples == 3 && photometric.StartsWith("MONOCHROME", StringComparison.Ordinal)))
            throw PixelErrors.Unsupported("have a number of samples per pixel that does not go with their photometric interpretation");

        var allocated = Required(dataset, DicomTag.BitsAllocated);
        if (allocated is not (1 or 8 or 16 or 32))
            throw PixelErrors.Unsupported("have neither 8 nor 16 bits allocated");
        var stored = Required(dataset, DicomTag.BitsStored);
        var highBit = dataset.GetInteger(DicomTag.HighBit) ?? stored - 1;
        if (stored < 1 || stored > allocated || highBit >= allocated || highBit < stored - 1)
            throw PixelErrors.Contradiction($"{DicomTag.BitsStored}, {DicomTag.HighBit} and {DicomTag.BitsAllocated} contradict each other");
        var representation = dataset.GetInteger(DicomTag.PixelRepresentation) ?? 0;
        if (representation is not (0 or 1))
            throw PixelErrors.Contradiction($"{DicomTag.PixelRepresentation} is neither 0 nor 1");

        var rows = Required(dataset, DicomTag.Rows);
        var columns = Required(dataset, DicomTag.Columns);
        if (rows < 1 || columns < 1)
            throw PixelErrors.Contradiction($"{DicomTag.Rows} or {DicomTag.Columns} is not positive");
        if ((long)rows * columns * samples * Math.Max(1, allocated / 8) > MaxFrameBytes)
            throw new DicomException(DicomReasons.LimitExceeded, $"A frame of the DICOM image is larger than {MaxFrameBytes >> 20} MiB.");

        return new PixelFormat
        {
            Rows = rows,
            Columns = columns,
            SamplesPerPixel = samples,
            BitsAllocated = allocated,
            BitsStored = stored,
            HighBit = highBit,
            IsSigned = representation == 1,
            Photometric = photometric,
        };
    }

    private static int Required(DicomDataset dataset, DicomTag tag) => dataset.GetInteger(tag) ?? throw PixelErrors.Missing(tag);
}
