using System.Text;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Dicom;
using CovidGrpc.Suite;
using CovidGrpc.Testing;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace CovidGrpc.Stack.Tests;

/// <summary>Nothing of a patient is logged, cached or answered, whatever a caller sends.</summary>
public sealed class PrivacyTests
{
    private const string Name = "SECRETNAME^MARKED";
    private const string PatientId = "SECRETID4711";
    private const string Uid = "1.2.826.0.1.3680043.8.498.4711471147114711";
    private const string Date = "19470711";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Diagnose_MarkedDicomSoundAndBroken_LeavesNoMarkInLogsCacheOrAnswers()
    {
        using var redis = await RedisServer.StartAsync(Cancellation);
        using var model = new TestModel();
        var log = new LogRecorder();
        var answers = new StringBuilder();
        await using (var suite = await CovidSuite.StartAsync(
            new SuiteOptions(new ModelChoice(model.Path))
            {
                Settings = new Dictionary<string, string?> { ["Cache:Redis"] = redis.Address, ["Cache:HashKey"] = Convert.ToBase64String(new byte[32]), ["Cache:OperationTimeout"] = "00:00:05" },
                Logging = logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace),
            },
            Cancellation))
        {
            var client = new DiagnosisService.DiagnosisServiceClient(suite.Channel);
            var file = Marked();
            await redis.KeepsOneMoreAsync(async i => answers.Append(await client.DiagnoseAsync(Sound(file, i))), Cancellation);
            foreach (var broken in Broken(file))
            {
                var refusal = await Assert.ThrowsAsync<RpcException>(() => client.DiagnoseAsync(new DiagnoseRequest { Image = ByteString.CopyFrom(broken) }).ResponseAsync);
                Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
                answers.Append(refusal).Append(refusal.GetRpcStatus());
            }

            var kept = await DumpAsync(redis);
            Assert.Contains("covidgrpc:segment", kept, StringComparison.Ordinal);
            AssertUnmarked(kept);
        }

        AssertUnmarked(answers.ToString());
        Assert.NotEmpty(log.Lines);
        AssertUnmarked(string.Join('\n', log.Lines));
    }

    [Fact]
    public async Task Job_MarkedDicomSoundAndBroken_LeavesNoMarkInTheStoreOfJobsLogsOrAnswers()
    {
        var state = Directory.CreateTempSubdirectory("covidgrpc-privacy-");
        using var model = new TestModel();
        var log = new LogRecorder();
        var answers = new StringBuilder();
        try
        {
            await using (var suite = await CovidSuite.StartAsync(
                new SuiteOptions(new ModelChoice(model.Path)) { StateFolder = state.FullName, Logging = logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace) },
                Cancellation))
            {
                var client = new DiagnosisService.DiagnosisServiceClient(suite.Channel);
                var file = Marked();
                // As a client sends them that strips nothing; the upload's own files are the one place where that may lie.
                foreach (var content in (byte[][])[file, .. Broken(file)])
                {
                    var id = (await client.CreateUploadAsync(new CreateUploadRequest { RequestId = Guid.NewGuid().ToString() })).UploadId;
                    for (var at = 0; at < content.Length; at += 65536)
                    {
                        await client.AppendChunkAsync(new AppendChunkRequest { UploadId = id, Offset = (ulong)at, Data = ByteString.CopyFrom(content.AsSpan(at, Math.Min(65536, content.Length - at))) });
                    }

                    await client.FinishUploadAsync(new FinishUploadRequest { UploadId = id });
                    var started = await client.StartDiagnosisAsync(new StartDiagnosisRequest { RequestId = Guid.NewGuid().ToString(), UploadId = id });
                    using var watch = client.WatchOperation(new WatchOperationRequest { OperationId = started.Operation.OperationId }, cancellationToken: Cancellation);
                    var last = await watch.ResponseStream.ReadAllAsync(Cancellation).LastAsync(Cancellation);
                    Assert.NotEqual(Operation.Types.State.Cancelled, last.Operation.State);
                    answers.Append(last);
                }

                var kept = string.Concat(state.EnumerateFiles("jobs.db*").Select(part => Encoding.Latin1.GetString(File.ReadAllBytes(part.FullName))));
                Assert.Contains("uploads", kept, StringComparison.Ordinal);
                AssertUnmarked(kept);
            }
        }
        finally
        {
            state.Delete(recursive: true);
        }

        AssertUnmarked(answers.ToString());
        AssertUnmarked(string.Join('\n', log.Lines));
    }

    private static void AssertUnmarked(string text)
    {
        foreach (var mark in (string[])["SECRETNAME", PatientId, Uid, Date])
        {
            Assert.DoesNotContain(mark, text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.ASCII.GetBytes(mark))[..^4], text, StringComparison.Ordinal);
        }
    }

    // Seen through another window it is another slice.
    private static DiagnoseRequest Sound(byte[] file, int window) => new()
    {
        Image = ByteString.CopyFrom(file),
        Options = new DiagnosisOptions { Window = new Window { Center = -600 + window, Width = 1500 } },
    };

    private static byte[] Marked()
    {
        var file = DicomFile.Read(File.ReadAllBytes(Repository.PathOf("deploy", "sample", "chest.dcm")));
        file.Dataset.SetString(DicomTag.PatientName, Name);
        file.Dataset.SetString(DicomTag.PatientId, PatientId);
        file.Dataset.SetString(DicomTag.PatientBirthDate, Date);
        foreach (var tag in (DicomTag[])[DicomTag.StudyInstanceUid, DicomTag.SeriesInstanceUid, DicomTag.SopInstanceUid, DicomTag.FrameOfReferenceUid])
        {
            file.Dataset.SetString(tag, Uid);
        }

        return file.ToArray();
    }

    // Cut in several places, the mark in a number's place, no image at all.
    private static IEnumerable<byte[]> Broken(byte[] file)
    {
        yield return file[..(file.Length / 2)];
        yield return file[..700];
        var number = DicomFile.Read(file);
        number.Dataset.Set(new DicomElement(DicomTag.RescaleSlope, DicomVr.DS, Encoding.ASCII.GetBytes(PatientId)));
        yield return number.ToArray();
        var modality = DicomFile.Read(file);
        modality.Dataset.Set(new DicomElement(DicomTag.Modality, DicomVr.CS, Encoding.ASCII.GetBytes(PatientId)));
        yield return modality.ToArray();
        yield return Encoding.ASCII.GetBytes($"{Name} {PatientId} {Uid}");
    }

    private static async Task<string> DumpAsync(RedisServer redis)
    {
        Assert.Equal("OK", await redis.CallAsync("config", "set", "rdbcompression", "no"));
        Assert.Equal("OK", await redis.CallAsync("save"));
        return Encoding.Latin1.GetString(await File.ReadAllBytesAsync(redis.DumpFile, Cancellation));
    }
}
