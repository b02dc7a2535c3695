using CovidGrpc.Training.Data;
using CovidGrpc.Training.Tests.Phantoms;
using CovidGrpc.Vision;

namespace CovidGrpc.Training.Tests.Data;

public sealed class SliceListTests
{
    [Fact]
    public void Read_LinesOfEveryKind_TakesNameAndClass()
    {
        var list = Read("110_104.jpg", "", "2_328_1805_0032.png 2", "NCP_96_1328_0001.png 2 9 94 512 405");

        Assert.Equal(["110_104", "2_328_1805_0032", "NCP_96_1328_0001"], list.Classes.Keys);
        Assert.Equal([null, DiagnosticClass.Covid19, DiagnosticClass.Covid19], list.Classes.Values);
    }

    [Theory]
    [InlineData("a.png 2 9", "line 2: expected")]
    [InlineData("a.png 2 9 94 512 edge", "line 2: expected")]
    [InlineData("a.png 3", "line 2: there is no class 3")]
    [InlineData("first.jpg", "line 2: first.jpg is named twice")]
    public void Read_LineOfAnotherKind_IsRefusedWithItsNumber(string line, string expected)
    {
        Assert.Contains(expected, Assert.Throws<DataSetException>(() => Read("first.png", line)).Message);
    }

    [Fact]
    public void Read_MissingFile_IsRefused()
    {
        Assert.Contains("cannot be read", Assert.Throws<DataSetException>(() => SliceList.Read("/nowhere/list.txt")).Message);
    }

    private static SliceList Read(params string[] lines)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "list.txt");
        File.WriteAllLines(path, lines);
        return SliceList.Read(path);
    }
}
