using System.Text;
using CovidGrpc.Metrics.Classification;
using CovidGrpc.Metrics.Classification.Files;

namespace CovidGrpc.Metrics.Tests.Classification;

public sealed class PredictionFileTests
{
    private const string Header = "id,patient,truth,control,common_pneumonia,covid19";

    [Fact]
    public void Write_ThenRead_SameRows()
    {
        PredictionRow[] rows =
        [
            new("slice, the first", "p1", CaseClass.Covid19, new(0.1, 0.2, 0.7)),
            new("2", null, CaseClass.Control, new(1.0 / 3, 1.0 / 3, 1.0 / 3)),
            new("3", "p \"2\"", CaseClass.CommonPneumonia, null),
        ];
        using var file = new MemoryStream();

        PredictionFile.Write(file, rows);

        Assert.StartsWith(Header + "\n", Encoding.UTF8.GetString(file.ToArray()), StringComparison.Ordinal);
        file.Position = 0;
        Assert.Equal(rows, PredictionFile.Read(file));
    }

    [Fact]
    public void Read_OtherOrderMoreColumnsAndByteOrderMark_FindsItsOwn()
    {
        var row = Assert.Single(Read("\uFEFFcovid19,note,control,common_pneumonia,truth,id,patient\r\n 0.5 ,x,0.25,0.25,covid19,1,\r\n"));

        Assert.Equal(new("1", null, CaseClass.Covid19, new(0.25, 0.25, 0.5)), row);
    }

    [Theory]
    [InlineData("", "line 1", "the column id is absent")]
    [InlineData("id,patient,truth,control,covid19\n", "line 1", "the column common_pneumonia is absent")]
    [InlineData("id,id,patient,truth,control,common_pneumonia,covid19\n", "line 1", "the column id stands twice")]
    [InlineData(Header + "\n1,Doe,covid,1,0,0\n", "line 2, column truth", "it must be control, common_pneumonia or covid19")]
    [InlineData(Header + "\n1,Doe,control,1,0,0\n2,Doe,control,1;0,0,0\n", "line 3, column control", "it must be a number")]
    [InlineData(Header + "\n1,Doe,control,1,0,0\n2,Doe,control,0.5,,0.5\n", "line 3, column common_pneumonia", "it must be a number")]
    [InlineData(Header + "\n1,Doe,control,0,0,NaN\n", "line 2, column covid19", "it must be a number")]
    [InlineData(Header + "\n1,Doe,control,0.5,0.4,0.5\n", "line 2, column control, common_pneumonia, covid19", "the three must add up to 1")]
    [InlineData(Header + "\n1,Doe,control,1,0,0\n\n1,Doe,control,1,0,0\n", "line 4, column id", "the id stands on an earlier line too")]
    [InlineData(Header + "\n,Doe,control,1,0,0\n", "line 2, column id", "it is empty")]
    [InlineData(Header + "\n1,Doe,control,1,0\n", "line 2", "no valid CSV")]
    [InlineData(Header + "\n1,\"Doe,control,1,0,0\n", "line 2", "no valid CSV")]
    public void Read_WrongFile_NamesThePlaceAndNeverThePatient(string text, string place, string problem)
    {
        var wrong = Assert.Throws<MetricsFileException>(() => Read(text).ToArray());

        Assert.Equal(place, wrong.Place);
        Assert.StartsWith($"{place}: {problem}", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Doe", wrong.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EndlessLine_RefusedAtTheLimit()
    {
        var wrong = Assert.Throws<MetricsFileException>(() => Read($"{Header}\n1,{new string('x', 1 << 20)},control,1,0,0\n").ToArray());

        Assert.StartsWith("line 2: no valid CSV", wrong.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<PredictionRow> Read(string text) => PredictionFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
