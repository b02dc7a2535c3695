using System.Text;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Dicom;
using CovidGrpc.Testing;

namespace CovidGrpc.Client.Tests;

/// <summary>What reaches a gateway of a file.</summary>
public sealed class OutgoingImageTests
{
    private const string Mark = "SECRETMARK";
    private const string Uid = "1.2.826.0.1.3680043.8.498.987654321";

    [Fact]
    public async Task Diagnose_DicomFileOfAPatient_SendsPixelsWithoutTheirIdentity()
    {
        var source = DicomFile.Read(await File.ReadAllBytesAsync(Repository.PathOf("deploy", "sample", "chest.dcm")));
        source.Dataset
            .SetString(DicomTag.PatientName, $"{Mark}^Name").SetString(DicomTag.PatientId, $"{Mark}-1").SetString(DicomTag.AccessionNumber, Mark)
            .SetString(DicomTag.StudyDate, "19870605").SetString(DicomTag.StudyDescription, Mark)
            .SetString(DicomTag.StudyInstanceUid, $"{Uid}.1").SetString(DicomTag.SeriesInstanceUid, $"{Uid}.2").SetString(DicomTag.SopInstanceUid, $"{Uid}.3");
        var file = source.ToArray();
        Assert.Contains(Mark, Encoding.Latin1.GetString(file), StringComparison.Ordinal);

        var sent = await SendAsync(file);

        var text = Encoding.Latin1.GetString(sent);
        Assert.DoesNotContain(Mark, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Uid, text, StringComparison.Ordinal);
        Assert.DoesNotContain("19870605", text, StringComparison.Ordinal);
        var received = DicomFile.Read(sent).Dataset;
        foreach (var tag in (DicomTag[])[DicomTag.PixelData, DicomTag.PixelSpacing, DicomTag.ImagePositionPatient, DicomTag.RescaleIntercept, DicomTag.Rows])
        {
            Assert.Equal(source.Dataset.Find(tag)!.Value.ToArray(), received.Find(tag)!.Value.ToArray());
        }
    }

    [Fact]
    public async Task Diagnose_Picture_SendsItAsItIs()
    {
        var file = await File.ReadAllBytesAsync(Repository.PathOf("deploy", "sample", "chest.png"));

        Assert.Equal(file, await SendAsync(file));
    }

    [Fact]
    public async Task Diagnose_Options_ArePassedOn()
    {
        await using var gateway = await FakeGateway.StartAsync();
        using var client = DiagnosisClient.Connect(gateway.Address);
        var options = new DiagnosisOptions { ClassificationOnly = true, Window = new Window { Center = 40, Width = 400 } };

        await client.DiagnoseAsync(new byte[] { 1, 2, 3 }, options, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(options, Assert.Single(gateway.Requests).Options);
    }

    [Fact]
    public async Task Diagnose_DamagedDicom_IsRefusedBeforeItIsSent()
    {
        await using var gateway = await FakeGateway.StartAsync();
        using var client = DiagnosisClient.Connect(gateway.Address);
        var file = await File.ReadAllBytesAsync(Repository.PathOf("deploy", "sample", "chest.dcm"));

        var refusal = await Assert.ThrowsAsync<DiagnosisException>(() => client.DiagnoseAsync(file.AsMemory(..5000)));

        Assert.Equal(Grpc.Core.StatusCode.InvalidArgument, refusal.Code);
        Assert.Contains("cut off", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(gateway.Requests);
    }

    [Theory]
    [InlineData(0, "IMAGE_EMPTY")]
    [InlineData(DiagnosisClient.MaxImageBytes + 1, "UNKNOWN_FORMAT")]
    public async Task Diagnose_FileThatCannotBeAnImage_IsRefusedBeforeItIsSent(int length, string reason)
    {
        await using var gateway = await FakeGateway.StartAsync();
        using var client = DiagnosisClient.Connect(gateway.Address);

        var refusal = await Assert.ThrowsAsync<DiagnosisException>(() => client.DiagnoseAsync(new byte[length]));

        Assert.Equal(reason, refusal.Reason);
        Assert.Empty(gateway.Requests);
        Assert.Empty(gateway.Scans);
    }

    [Fact]
    public async Task Diagnose_FileOfTheLargestSize_IsSent() =>
        Assert.Equal(DiagnosisClient.MaxImageBytes, (await SendAsync(new byte[DiagnosisClient.MaxImageBytes])).Length);

    private static async Task<byte[]> SendAsync(byte[] file)
    {
        await using var gateway = await FakeGateway.StartAsync();
        using var client = DiagnosisClient.Connect(gateway.Address);
        await client.DiagnoseAsync(file, timeout: TimeSpan.FromSeconds(60), cancellationToken: TestContext.Current.CancellationToken);
        return Assert.Single(gateway.Requests).Image.ToByteArray();
    }
}
