using System.Text;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Dicom;
using CovidGrpc.Testing;

namespace CovidGrpc.Client.Tests;

public sealed class DiagnoseScanTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DiagnoseScan_DicomFiles_LeaveWithoutIdentityAndWithTheirSeriesApart()
    {
        await using var gateway = await FakeGateway.StartAsync();

        await SendAsync(gateway, Dicom("1.2.3.1"), Dicom("1.2.3.1"), Dicom("1.2.3.2"));
        await SendAsync(gateway, Dicom("1.2.3.1"));

        var scans = gateway.Scans.ToArray();
        string[] series = [.. scans.SelectMany(scan => scan.Values).Select(file => DicomFile.Read(file).Dataset.GetString(DicomTag.SeriesInstanceUid)!)];
        Assert.Equal(series[0], series[1]);
        Assert.NotEqual(series[0], series[2]);
        // Of another scan the pseudonym is another one.
        Assert.NotEqual(series[0], series[3]);
        Assert.All(scans.SelectMany(scan => scan.Values), file =>
        {
            Assert.DoesNotContain("1.2.3.", Encoding.Latin1.GetString(file), StringComparison.Ordinal);
            Assert.DoesNotContain("SECRET", Encoding.Latin1.GetString(file), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task DiagnoseScan_FilesThatAreNoImages_StayHereAndAreToldInTheVerdict()
    {
        await using var gateway = await FakeGateway.StartAsync();

        var verdict = await SendAsync(gateway, "a letter"u8.ToArray(), Dicom("1.2.3"), Dicom("1.2.3")[..3000], []);

        Assert.Equal([1u], Assert.Single(gateway.Scans).Keys);
        var warning = Assert.Single(verdict.Warnings);
        Assert.Equal("INSTANCES_UNREADABLE", warning.Code);
        Assert.StartsWith("3 of 4 files were not sent", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DiagnoseScan_NoFileThatCanBeSent_IsRefused()
    {
        await using var gateway = await FakeGateway.StartAsync();

        var refusal = await Assert.ThrowsAsync<DiagnosisException>(() => SendAsync(gateway, "a"u8.ToArray(), "b"u8.ToArray()));

        Assert.Equal("SCAN_EMPTY", refusal.Reason);
    }

    [Fact]
    public async Task Diagnose_ImageAboveOneMessage_GoesAsAScanOfOne()
    {
        await using var gateway = await FakeGateway.StartAsync();
        using var client = DiagnosisClient.Connect(gateway.Address);
        byte[] picture = [0x89, (byte)'P', (byte)'N', (byte)'G', .. new byte[DiagnosisClient.MaxImageBytes]];

        var answer = await client.DiagnoseAsync(picture, timeout: TimeSpan.FromSeconds(60), cancellationToken: Cancellation);

        Assert.Equal("fake scan", answer.Notice);
        Assert.Equal(picture, Assert.Single(Assert.Single(gateway.Scans).Values));
        Assert.Empty(gateway.Requests);
    }

    [Fact]
    public async Task Diagnose_LargeFileOfSeveralSlices_IsRefusedInsteadOfAnsweredByItsFirst()
    {
        await using var gateway = await FakeGateway.StartAsync();
        gateway.Slices = 2;
        using var client = DiagnosisClient.Connect(gateway.Address);
        byte[] picture = [0x89, (byte)'P', (byte)'N', (byte)'G', .. new byte[DiagnosisClient.MaxImageBytes]];

        var refusal = await Assert.ThrowsAsync<DiagnosisException>(() => client.DiagnoseAsync(picture, timeout: TimeSpan.FromSeconds(60), cancellationToken: Cancellation));

        Assert.Equal("MULTI_FRAME_UNSUPPORTED", refusal.Reason);
    }

    [Fact]
    public async Task DiagnoseScan_GatewayBreaksOffAnywhere_IsSentAgainWhole()
    {
        await using var gateway = await FakeGateway.StartAsync();
        byte[][] pictures = [.. Enumerable.Range(0, 3).Select(i => (byte[])[0x89, (byte)'P', (byte)'N', (byte)'G', .. new byte[100_000 + i]])];
        for (var message = 0; message < 6; message++)
        {
            for (var repeat = 0; repeat < 3; repeat++)
            {
                gateway.BreakOffs.Enqueue(message);
                var verdict = await SendAsync(gateway, pictures).WaitAsync(TimeSpan.FromMinutes(2), Cancellation);

                Assert.Equal(3u, verdict.Slices);
                Assert.True(gateway.Scans.TryDequeue(out var scan));
                Assert.Equal(pictures, scan.Values);
            }
        }
    }

    [Fact]
    public async Task DiagnoseScan_GatewayComesAndGoes_NeverWaitsForEver()
    {
        await using var gateway = await FakeGateway.StartAsync();
        using var client = DiagnosisClient.Connect(gateway.Address);
        var random = new Random(1);
        ScanFile[] files = [.. Enumerable.Range(0, 3).Select(_ => new ScanFile(async token =>
        {
            await Task.Delay(Random.Shared.Next(0, 100), token);
            return (ReadOnlyMemory<byte>)(byte[])[0x89, (byte)'P', (byte)'N', (byte)'G', .. new byte[130_000]];
        }))];
        for (var i = 0; i < 15; i++)
        {
            var scan = client.DiagnoseScanAsync(files, cancellationToken: Cancellation).LastAsync(Cancellation).AsTask();
            await Task.Delay(random.Next(0, 200), Cancellation);
            await gateway.RestartAsync(TimeSpan.FromMilliseconds(random.Next(0, 600)));
            try
            {
                await scan.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
            }
            catch (DiagnosisException e) when (e.Code is Grpc.Core.StatusCode.Unavailable or Grpc.Core.StatusCode.Internal)
            {
            }
        }

        var last = client.DiagnoseScanAsync(files, cancellationToken: Cancellation).LastAsync(Cancellation).AsTask();
        Assert.Equal(3u, (await last.WaitAsync(TimeSpan.FromMinutes(1), Cancellation)).Verdict.Slices);
    }

    [Fact]
    public async Task DiagnoseScan_AlwaysUnavailable_IsToldAfterFourTries()
    {
        await using var gateway = await FakeGateway.StartAsync();
        foreach (var message in (int[])[1, 0, 3, 2, 1])
        {
            gateway.BreakOffs.Enqueue(message);
        }

        var failure = await Assert.ThrowsAsync<DiagnosisException>(() => SendAsync(gateway, Dicom("1.2.3"), Dicom("1.2.4"), Dicom("1.2.5"), Dicom("1.2.6")));

        Assert.Equal(Grpc.Core.StatusCode.Unavailable, failure.Code);
        Assert.Single(gateway.BreakOffs);
    }

    [Fact]
    public async Task DiagnoseScan_CallerCancels_EndsAsCancelled()
    {
        await using var gateway = await FakeGateway.StartAsync();
        using var client = DiagnosisClient.Connect(gateway.Address);
        using var cancel = new CancellationTokenSource();
        var endless = new ScanFile(async token =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            return default;
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.DiagnoseScanAsync([endless], cancellationToken: cancel.Token).LastAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60)));
    }

    private static byte[] Dicom(string series)
    {
        var dataset = DicomFile.Read(File.ReadAllBytes(Repository.PathOf("deploy", "sample", "chest.dcm"))).Dataset;
        dataset.SetString(DicomTag.SeriesInstanceUid, series).SetString(DicomTag.StudyInstanceUid, "1.2.3.9").SetString(DicomTag.PatientName, "SECRET^Person");
        return new DicomFile(dataset).ToArray();
    }

    private static async Task<ScanDiagnosis> SendAsync(FakeGateway gateway, params byte[][] files)
    {
        using var client = DiagnosisClient.Connect(gateway.Address);
        ScanFile[] scan = [.. files.Select(file => new ScanFile(_ => ValueTask.FromResult<ReadOnlyMemory<byte>>(file)))];
        return (await client.DiagnoseScanAsync(scan, timeout: TimeSpan.FromSeconds(60), cancellationToken: Cancellation).LastAsync(Cancellation)).Verdict;
    }
}
