using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Limits;
using CovidGrpc.Imaging;
using CovidGrpc.Preprocessing.Scans;
using Grpc.Core;

namespace CovidGrpc.Preprocessing;

/// <summary><c>covid.v1.PreprocessingService</c>.</summary>
internal sealed class PreprocessingEndpoint(WorkGate gate, ScanPreprocessing scans, TimeProvider time) : PreprocessingService.PreprocessingServiceBase
{
    public override async Task<PreprocessResponse> Preprocess(PreprocessRequest request, ServerCallContext context)
    {
        var options = new SliceReaderOptions { Window = WindowContract.From(request.Window) };
        var started = time.GetTimestamp();
        var slice = await gate.RunAsync(token => SliceReader.Read(request.Image.Memory, options, token), context.CancellationToken);
        var response = new PreprocessResponse
        {
            Slice = SliceContract.From(slice),
            Timings = { new StageTiming { Stage = "read", DurationMs = time.GetElapsedTime(started).TotalMilliseconds } },
        };
        response.Warnings.AddRange(slice.Warnings.Select(SliceContract.From));
        return response;
    }

    public override Task PreprocessScan(
        IAsyncStreamReader<PreprocessScanRequest> requestStream, IServerStreamWriter<PreprocessScanResponse> responseStream, ServerCallContext context) =>
        scans.RunAsync(requestStream, responseStream, context.CancellationToken);
}
