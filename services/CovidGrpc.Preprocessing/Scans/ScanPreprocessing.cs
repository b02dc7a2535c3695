using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Hosting.Limits;
using CovidGrpc.Imaging;
using CovidGrpc.Imaging.Scans;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Preprocessing.Scans;

/// <summary>
/// A scan through the preprocessing: files to the spool as they come ▸ headers to the index ▸ plan ▸ slices decoded one by one, in
/// anatomical order, no faster than the caller takes them. One file and one slice are in memory, however long the scan.
/// </summary>
internal sealed class ScanPreprocessing(WorkGate gate, ScanPlaces places, IOptions<ScanOptions> options)
{
    public async Task RunAsync(
        IAsyncStreamReader<PreprocessScanRequest> requests, IServerStreamWriter<PreprocessScanResponse> responses, CancellationToken cancellationToken)
    {
        using var place = places.Take();
        using var spool = new ScanSpool(options.Value.Folder);
        var index = new ScanIndex();
        var reader = new SliceReaderOptions { Window = await ReceiveAsync(requests, new ScanReception(spool, index, options.Value), cancellationToken), MaxFileBytes = options.Value.MostFileBytes };
        var plan = index.Finish();
        SourceFile? file = null;
        for (var i = 0; i < plan.Slices.Count; i++)
        {
            if (i == 0 || plan.Slices[i].Instance != plan.Slices[i - 1].Instance)
            {
                file = new SourceFile(await spool.ReadAsync(plan.Slices[i].Instance, cancellationToken), reader);
            }

            var response = await DecodeAsync(file!, plan.Slices[i], cancellationToken);
            (response.Index, response.Count) = ((uint)i, (uint)plan.Slices.Count);
            if (i == 0)
            {
                response.ScanWarnings.AddRange(plan.Warnings.Select(SliceContract.From));
                response.Series.AddRange(plan.Series.Select(SeriesContract.From));
            }

            await responses.WriteAsync(response, cancellationToken);
        }
    }

    private static async Task<Imaging.Window> ReceiveAsync(
        IAsyncStreamReader<PreprocessScanRequest> requests, ScanReception reception, CancellationToken cancellationToken)
    {
        var window = Imaging.Window.Lung;
        for (var first = true; await requests.MoveNext(cancellationToken); first = false)
        {
            switch (requests.Current.ContentCase)
            {
                case PreprocessScanRequest.ContentOneofCase.Chunk:
                    await reception.AddAsync(requests.Current.Chunk, cancellationToken);
                    break;
                case PreprocessScanRequest.ContentOneofCase.Window when first:
                    window = WindowContract.From(requests.Current.Window);
                    break;
                default:
                    throw Fault.InvalidField("content", "CONTENT", "The window comes first, if at all; every other message holds a part of a file.").ToRpcException();
            }
        }

        reception.Finish();
        return window;
    }

    private async Task<PreprocessScanResponse> DecodeAsync(SourceFile file, ScanSlice slice, CancellationToken cancellationToken)
    {
        var response = new PreprocessScanResponse { Instance = (uint)slice.Instance, Frame = (uint)slice.Frame };
        try
        {
            var image = await gate.RunAsync(token => SliceImage.From(file.Read(slice.Frame, token)), cancellationToken);
            response.Slice = SliceContract.From(image);
            response.Warnings.AddRange(image.Warnings.Select(SliceContract.From));
        }
        catch (UnreadableImageException e)
        {
            response.Warnings.Add(new Warning { Code = WarningCodes.SliceUnreadable, Message = $"A slice was left out ({e.Reason}): {e.Message}" });
        }

        return response;
    }
}
