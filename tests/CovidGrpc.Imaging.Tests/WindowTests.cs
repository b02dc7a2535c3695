namespace CovidGrpc.Imaging.Tests;

public sealed class WindowTests
{
    [Theory]
    // Beyond and at the edges c ± w/2.
    [InlineData(-3024, 0)]
    [InlineData(-1351, 0)]
    [InlineData(-1350, 0)]
    [InlineData(150, 255)]
    [InlineData(151, 255)]
    [InlineData(32767, 255)]
    // 0.17 grey values per HU; the centre is 127.5, and a half goes up.
    [InlineData(-600, 128)]
    [InlineData(-601, 127)]
    [InlineData(-500, 145)]
    [InlineData(-700, 111)]
    [InlineData(-1000, 60)]
    [InlineData(-1347.1, 0)]
    [InlineData(-1347, 1)]
    [InlineData(0, 230)]
    [InlineData(147, 254)]
    [InlineData(147.1, 255)]
    public void ToGrey_LungWindow_IsLinearExact(double hounsfield, byte expected) => Assert.Equal(expected, Window.Lung.ToGrey(hounsfield));

    [Theory]
    [InlineData(-0.51, 0)]
    [InlineData(-0.5, 0)]
    [InlineData(0, 128)]
    [InlineData(0.5, 255)]
    public void ToGrey_WindowOfOneUnit_HasItsEdges(double hounsfield, byte expected) => Assert.Equal(expected, new Window(0, 1).ToGrey(hounsfield));

    [Fact]
    public void ToGrey_EveryExactHalf_RoundsUp()
    {
        // Width 510: half a grey value per HU, so that every odd step is an exact half.
        var window = new Window(40, 510);
        for (var hounsfield = -215; hounsfield <= 295; hounsfield++)
            Assert.Equal((hounsfield + 215 + 1) / 2, window.ToGrey(hounsfield));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(double.NaN, 1)]
    [InlineData(0, double.PositiveInfinity)]
    public void Read_InvalidWindow_Throws(double centre, double width) => Assert.Throws<ArgumentException>(
        () => SliceReader.Read(new byte[10], new SliceReaderOptions { Window = new Window(centre, width) }, TestContext.Current.CancellationToken));
}
