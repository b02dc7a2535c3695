using System.Text;
using CovidGrpc.Dicom;
using CovidGrpc.Pacs.DicomWeb;
using CovidGrpc.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CovidGrpc.Pacs.Tests;

/// <summary>What a PACS must not be able to do to the bridge: cut answers, oversized ones, wrong ones.</summary>
public sealed class DamagedPacsTests
{
    private const string Boundary = "part";
    private const int MostBytes = 100_000;

    private static readonly FoundInstance Instance = new(CtStudy.StudyUid, CtStudy.SeriesUid, CtStudy.InstanceUid(1), DicomUids.CtImageStorage);
    private static readonly byte[] File = CtStudy.Slice(1).ToArray();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Retrieve_WholeAnswer_IsTheFile() =>
        Assert.Equal(File, (await RetrieveAsync(response => WriteAsync(response, Multipart(File)))).ToArray());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Retrieve_CutAnswer_IsUnavailableAfterSomeTries(bool isCutByItsLength)
    {
        var tries = 0;
        var failure = await FailsAsync(response =>
        {
            tries++;
            var whole = Multipart(File);
            response.ContentLength = isCutByItsLength ? whole.Length : whole.Length / 2;
            return WriteAsync(response, whole[..(whole.Length / 2)]);
        });
        Assert.Equal(DicomWebProblem.Unavailable, failure.Problem);
        Assert.Equal(4, tries);
    }

    [Fact]
    public async Task Retrieve_HugeInstance_IsRefusedBeforeItIsReadWhole()
    {
        const long Endless = 1L << 34;
        var written = 0L;
        var failure = await FailsAsync(async response =>
        {
            response.ContentType = $"multipart/related; type=\"application/dicom\"; boundary={Boundary}";
            await response.Body.WriteAsync(Head());
            for (var block = new byte[65536]; written < Endless && !response.HttpContext.RequestAborted.IsCancellationRequested; written += block.Length)
            {
                await response.Body.WriteAsync(block);
            }
        });
        Assert.Equal(DicomWebProblem.TooLarge, failure.Problem);
        Assert.Contains("Pacs:MostInstanceBytes", failure.Message, StringComparison.Ordinal);
        Assert.InRange(written, 0, Endless - 1);
    }

    [Fact]
    public async Task Retrieve_TwoInstancesForOne_IsMalformed()
    {
        var failure = await FailsAsync(response => WriteAsync(response, Multipart(File, File)));
        Assert.Equal(DicomWebProblem.Malformed, failure.Problem);
    }

    [Fact]
    public async Task Retrieve_NoMultipart_IsMalformed()
    {
        var failure = await FailsAsync(response =>
        {
            response.ContentType = "text/html";
            return response.WriteAsync("<html>");
        });
        Assert.Equal(DicomWebProblem.Malformed, failure.Problem);
    }

    [Fact]
    public async Task Retrieve_BusyOnce_IsTriedAgain()
    {
        var tries = 0;
        var file = await RetrieveAsync(response =>
        {
            response.StatusCode = ++tries == 1 ? 503 : 200;
            return tries == 1 ? Task.CompletedTask : WriteAsync(response, Multipart(File));
        });
        Assert.Equal((File.Length, 2), (file.Length, tries));
    }

    [Theory]
    [InlineData("[{\"0020000D\":{\"vr\":\"UI\",\"Value\":[\"1/../../2\"]}}]")]
    [InlineData("[{\"0020000D\":{\"vr\":\"UI\"}}]")]
    [InlineData("[1]")]
    [InlineData("<html>")]
    public async Task Find_NoUsableAnswer_IsMalformed(string json)
    {
        await using var pacs = await ServeAsync(response => response.WriteAsync(json));
        var failure = await Assert.ThrowsAsync<DicomWebException>(() => Pacs.Client(pacs.HttpAddress).FindCtStudiesAsync(default, Cancellation));
        Assert.Equal(DicomWebProblem.Malformed, failure.Problem);
    }

    [Fact]
    public async Task Find_ServerThatKnowsNoPages_Ends()
    {
        await using var pacs = await ServeAsync(response => response.WriteAsync("[{\"0020000D\":{\"Value\":[\"1.2\"]},\"00201208\":{\"Value\":[\"3\"]}}]"));
        Assert.Equal([new FoundStudy("1.2", 3)], await Pacs.Client(pacs.HttpAddress).FindCtStudiesAsync(default, Cancellation));
    }

    [Theory]
    [InlineData(409, "0111", null)]
    [InlineData(409, "0110", DicomWebProblem.Refused)]
    [InlineData(202, "C000", DicomWebProblem.Refused)]
    [InlineData(202, "A700", DicomWebProblem.Unavailable)]
    public async Task Store_FailureReason_TellsWhetherItIsStored(int status, string reason, object? problem)
    {
        await using var pacs = await ServeAsync(response =>
        {
            response.StatusCode = status;
            return response.WriteAsync($"{{\"00081198\":{{\"vr\":\"SQ\",\"Value\":[{{\"00081197\":{{\"vr\":\"US\",\"Value\":[{Convert.ToInt32(reason, 16)}]}}}}]}}}}");
        });
        var failure = await Record.ExceptionAsync(() => Pacs.Client(pacs.HttpAddress).StoreAsync(CtStudy.StudyUid, CtStudy.Slices(1), Cancellation));
        Assert.Equal(problem, (failure as DicomWebException)?.Problem);
    }

    [Fact]
    public async Task Find_NobodyListens_IsUnavailable()
    {
        var failure = await Assert.ThrowsAsync<DicomWebException>(() => Pacs.Client($"http://127.0.0.1:{FreePort.Take()}").FindCtStudiesAsync(default, Cancellation));
        Assert.Equal(DicomWebProblem.Unavailable, failure.Problem);
    }

    private static async Task<DicomWebException> FailsAsync(Func<HttpResponse, Task> answer) => await Assert.ThrowsAsync<DicomWebException>(() => RetrieveAsync(answer));

    private static async Task<ReadOnlyMemory<byte>> RetrieveAsync(Func<HttpResponse, Task> answer)
    {
        await using var pacs = await ServeAsync(answer);
        return await Pacs.Client(pacs.HttpAddress, options => options.MostInstanceBytes = MostBytes).RetrieveAsync(Instance, Cancellation);
    }

    private static Task<LoopbackHost> ServeAsync(Func<HttpResponse, Task> answer) => LoopbackHost.StartAsync(_ => { }, app => app.Run(context => answer(context.Response)));

    private static async Task WriteAsync(HttpResponse response, byte[] body)
    {
        response.ContentType = $"multipart/related; type=\"application/dicom\"; boundary={Boundary}";
        await response.Body.WriteAsync(body);
        await response.Body.FlushAsync();
        if (response.ContentLength > body.Length)
        {
            response.HttpContext.Abort();
        }
    }

    private static byte[] Multipart(params byte[][] files) =>
        [.. files.SelectMany(file => (byte[])[.. Head(), .. file, .. "\r\n"u8]), .. Encoding.ASCII.GetBytes($"--{Boundary}--\r\n")];

    private static byte[] Head() => Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Type: application/dicom\r\n\r\n");
}
