namespace CovidGrpc.Training.Augmentation;

/// <summary>
/// How far a slice is changed before it is learned from. Geometry moves as patients and fields of view differ; grey values move as another window
/// of the same HU would show them, and noise is that of a scanner. All zero: slices stay as they are.
/// </summary>
/// <param name="Rotation">Turns by up to so many degrees to either side, 0 to 45.</param>
/// <param name="Scale">Grows or shrinks each axis by up to this share, 0 to 0.5.</param>
/// <param name="Shift">Moves along each axis by up to this share of the side, 0 to 0.25.</param>
/// <param name="Mirrors">Whether half of the slices are mirrored left to right.</param>
/// <param name="Level">Moves the window's centre by up to this share of its width, 0 to 0.5.</param>
/// <param name="Width">Changes the window's width by up to this share, 0 to 0.5.</param>
/// <param name="Noise">Largest standard deviation of noise, in grey values, 0 to 32.</param>
internal sealed record AugmentationSettings(
    double Rotation, double Scale, double Shift, bool Mirrors, double Level, double Width, double Noise)
{
    internal static AugmentationSettings None { get; } = new(0, 0, 0, false, 0, 0, 0);

    /// <summary>What is out of its range.</summary>
    internal IEnumerable<string> Errors()
    {
        (string Name, double Value, double Most)[] ranges =
        [
            ("rotation", Rotation, 45), ("scale", Scale, 0.5), ("shift", Shift, 0.25), ("level", Level, 0.5), ("width", Width, 0.5), ("noise", Noise, 32),
        ];
        return ranges
            .Where(range => !(range.Value >= 0 && range.Value <= range.Most))
            .Select(range => $"augmentation.{range.Name} must be 0 to {range.Most}");
    }
}
