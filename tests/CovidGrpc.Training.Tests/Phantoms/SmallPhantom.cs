using CovidGrpc.Training.Phantoms;

namespace CovidGrpc.Training.Tests.Phantoms;

/// <summary>Phantoms on a coarse grid: the anatomy is that of the fine one.</summary>
internal static class SmallPhantom
{
    private const int Side = 96;
    private const int SliceCount = 20;

    public static ChestPhantom Create(int seed, PhantomClass phantomClass) =>
        ChestPhantom.Create(new PhantomOptions(seed, phantomClass, Side, Side));

    /// <summary>Slices over the whole lungs.</summary>
    public static PhantomSlice[] Slices(this ChestPhantom phantom) => [.. phantom.RenderSlices(SliceCount, TestContext.Current.CancellationToken)];

    /// <summary>The pixels with a label, as patient positions in mm.</summary>
    public static IEnumerable<(double X, double Y, double Z)> Places(IEnumerable<PhantomSlice> slices, Func<PhantomLabel, bool> isWanted) =>
        from slice in slices
        from index in Enumerable.Range(0, slice.LabelMap.Length)
        where isWanted((PhantomLabel)slice.LabelMap[index])
        select (
            slice.FirstPixelX + index % slice.Columns * slice.PixelSpacingMm,
            slice.FirstPixelY + index / slice.Columns * slice.PixelSpacingMm,
            slice.Z);

    public static bool IsLesion(PhantomLabel label) => label is PhantomLabel.GroundGlass or PhantomLabel.Consolidation;
}
