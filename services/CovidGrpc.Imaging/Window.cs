namespace CovidGrpc.Imaging;

/// <summary>The range of HU that becomes black to white.</summary>
/// <param name="Centre">Middle of the range, HU.</param>
/// <param name="Width">Width of the range, HU; positive.</param>
public readonly record struct Window(double Centre, double Width)
{
    /// <summary>The lung window, −1350 to 150 HU.</summary>
    public static Window Lung { get; } = new(-600, 1500);

    /// <summary>Whether both values are finite and the width positive.</summary>
    public bool IsValid => double.IsFinite(Centre) && double.IsFinite(Width) && Width > 0;

    /// <summary>
    /// Grey value by the function LINEAR_EXACT (PS3.3 C.11.2.1.3.2): ((x − c) / w + 0.5) × 255, cut at 0 and 255, rounded half up.
    /// </summary>
    /// <param name="hounsfield">Value in HU.</param>
    public byte ToGrey(double hounsfield)
    {
        // Multiplied before it is divided: exact halves stay exact, and round up, for HU and windows in whole numbers.
        var grey = ((hounsfield - Centre) * byte.MaxValue / Width) + (byte.MaxValue / 2.0);
        return (byte)Math.Clamp(Math.Floor(grey + 0.5), 0, byte.MaxValue);
    }
}
