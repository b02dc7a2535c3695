using System.Security.Cryptography;
using CovidGrpc.Dicom;
using CovidGrpc.Pacs.DicomWeb;
using CovidGrpc.Testing;

namespace CovidGrpc.Pacs.Tests;

/// <summary>The DICOMweb client against a real Orthanc.</summary>
public sealed class DicomWebClientTests
{
    private static readonly DateOnly LongAgo = new(2000, 1, 1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_MoreThanAPage_FindsAllOnce()
    {
        using var orthanc = await OrthancServer.StartAsync(Cancellation);
        foreach (var file in CtStudy.Slices(5))
        {
            await orthanc.StoreAsync(file.ToArray(), Cancellation);
        }

        var client = Pacs.Client(orthanc.DicomWeb, options => options.PageSize = 2);

        var study = Assert.Single(await client.FindCtStudiesAsync(LongAgo, Cancellation));
        Assert.Equal((CtStudy.StudyUid, 5), (study.StudyUid, study.Instances));
        var instances = await client.FindInstancesAsync(study.StudyUid, Cancellation);
        Assert.Equal(Enumerable.Range(1, 5).Select(CtStudy.InstanceUid), instances.Select(instance => instance.InstanceUid).Order());
        Assert.All(instances, instance => Assert.True(instance.IsCt && instance.SeriesUid == CtStudy.SeriesUid));
        // The study is of 29 February 2020.
        Assert.Empty(await client.FindCtStudiesAsync(new DateOnly(2020, 3, 1), Cancellation));
        Assert.NotEmpty(await client.FindCtStudiesAsync(new DateOnly(2020, 2, 29), Cancellation));
        Assert.Empty(await client.FindInstancesAsync("1.2.3", Cancellation));
    }

    [Fact]
    public async Task FindInstances_MoreThanIsTaken_SaysSo()
    {
        using var orthanc = await OrthancServer.StartAsync(Cancellation);
        foreach (var file in CtStudy.Slices(3))
        {
            await orthanc.StoreAsync(file.ToArray(), Cancellation);
        }

        await FailsAsync(DicomWebProblem.TooLarge, Pacs.Client(orthanc.DicomWeb, options => options.MostInstances = 2).FindInstancesAsync(CtStudy.StudyUid, Cancellation));
    }

    [Fact]
    public async Task Retrieve_JpegLossless_IsTheStoredFile()
    {
        using var orthanc = await OrthancServer.StartAsync(Cancellation);
        string[] paths = [.. Directory.EnumerateFiles(SharedFolder.Require("data/series/P001"), "*.dcm").Order(StringComparer.Ordinal).Take(2)];
        foreach (var path in paths)
        {
            await orthanc.StoreAsync(await File.ReadAllBytesAsync(path, Cancellation), Cancellation);
        }

        var client = Pacs.Client(orthanc.DicomWeb);
        var study = Assert.Single(await client.FindCtStudiesAsync(LongAgo, Cancellation));
        var digests = new List<string>();
        foreach (var instance in await client.FindInstancesAsync(study.StudyUid, Cancellation))
        {
            var bytes = await client.RetrieveAsync(instance, Cancellation);
            Assert.Equal("1.2.840.10008.1.2.4.70", DicomFile.Read(bytes).TransferSyntax.Uid);
            digests.Add(Convert.ToHexString(SHA256.HashData(bytes.Span)));
        }

        Assert.Equal(paths.Select(path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))).Order(), digests.Order());
    }

    [Fact]
    public async Task Retrieve_NoSuchInstance_IsNotFound()
    {
        using var orthanc = await OrthancServer.StartAsync(Cancellation);
        var stranger = new FoundInstance(CtStudy.StudyUid, CtStudy.SeriesUid, "1.2.3", DicomUids.CtImageStorage);
        await FailsAsync(DicomWebProblem.NotFound, Pacs.Client(orthanc.DicomWeb).RetrieveAsync(stranger, Cancellation));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Store_Twice_IsStoredOnce(bool overwriteInstances)
    {
        using var orthanc = await OrthancServer.StartAsync(Cancellation, overwriteInstances);
        var client = Pacs.Client(orthanc.DicomWeb);
        var files = CtStudy.Slices(2);

        Assert.False(await client.HasInstanceAsync(CtStudy.StudyUid, CtStudy.InstanceUid(1), Cancellation));
        await client.StoreAsync(CtStudy.StudyUid, files, Cancellation);
        await client.StoreAsync(CtStudy.StudyUid, files, Cancellation);

        Assert.True(await client.HasInstanceAsync(CtStudy.StudyUid, CtStudy.InstanceUid(1), Cancellation));
        Assert.Equal(2, (await orthanc.FilesAsync("CT", Cancellation)).Count);
    }

    [Fact]
    public async Task Store_IntoAnotherStudy_IsRefused()
    {
        using var orthanc = await OrthancServer.StartAsync(Cancellation);
        await FailsAsync(DicomWebProblem.Refused, Pacs.Client(orthanc.DicomWeb).StoreAsync("1.2.3", CtStudy.Slices(1), Cancellation));
    }

    [Fact]
    public async Task Find_WithCredentials_NeedsTheRightOnes()
    {
        using var orthanc = await OrthancServer.StartAsync(Cancellation, password: "right");
        var passwordFile = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(passwordFile, "wrong\n", Cancellation);
            var client = Pacs.Client(orthanc.DicomWeb, options =>
                (options.Authentication, options.User, options.PasswordFile) = (PacsAuthenticationScheme.Basic, OrthancServer.User, passwordFile));

            await FailsAsync(DicomWebProblem.Unauthorized, Pacs.Client(orthanc.DicomWeb).FindCtStudiesAsync(LongAgo, Cancellation));
            var refusal = await FailsAsync(DicomWebProblem.Unauthorized, client.FindCtStudiesAsync(LongAgo, Cancellation));
            Assert.Contains("Pacs:Authentication", refusal.Message, StringComparison.Ordinal);
            await File.WriteAllTextAsync(passwordFile, "right\n", Cancellation);
            File.SetLastWriteTimeUtc(passwordFile, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            Assert.Empty(await client.FindCtStudiesAsync(LongAgo, Cancellation));
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    [Fact]
    public async Task EveryRequest_IsLoggedNowhere()
    {
        using var orthanc = await OrthancServer.StartAsync(Cancellation);
        var log = new LogRecorder();
        var client = Pacs.Client(orthanc.DicomWeb, log: log);

        await client.StoreAsync(CtStudy.StudyUid, CtStudy.Slices(1), Cancellation);
        await client.FindInstancesAsync(CtStudy.StudyUid, Cancellation);

        Assert.DoesNotContain(log.Lines, line => line.Contains(CtStudy.StudyUid, StringComparison.Ordinal));
    }

    private static async Task<DicomWebException> FailsAsync(DicomWebProblem problem, Task request)
    {
        var failure = await Assert.ThrowsAsync<DicomWebException>(() => request);
        Assert.Equal(problem, failure.Problem);
        return failure;
    }
}
