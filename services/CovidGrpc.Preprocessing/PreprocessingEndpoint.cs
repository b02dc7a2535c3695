using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Hosting.Limits;
using CovidGrpc.Imaging;
using Grpc.Core;
using Window = CovidGrpc.Imaging.Window;

namespace CovidGrpc.Preprocessing;

/// <summary><c>covid.v1.PreprocessingService</c>. Scans answer UNIMPLEMENTED so far.</summary>
internal sealed class PreprocessingEndpoint(WorkGate gate, TimeProvider time) : PreprocessingService.PreprocessingServiceBase
{
    private const double LargestCentre = 4096;
    private const double LargestWidth = 16384;

    public override async Task<PreprocessResponse> Preprocess(PreprocessRequest request, ServerCallContext context)
    {
        var options = new SliceReaderOptions { Window = WindowOf(request) };
        var started = time.GetTimestamp();
        var slice = await gate.RunAsync(token => SliceReader.Read(request.Image.Memory, options, token), context.CancellationToken);
        var response = new PreprocessResponse
        {
            Slice = SliceContract.From(slice),
            Timings = { new StageTiming { Stage = "read", DurationMs = time.GetElapsedTime(started).TotalMilliseconds } },
        };
        response.Warnings.AddRange(slice.Warnings.Select(warning => new Warning { Code = warning.Code, Message = warning.Message }));
        return response;
    }

    private static Window WindowOf(PreprocessRequest request)
    {
        if (request.Window is not { } window)
        {
            return Window.Lung;
        }

        // Written so that NaN is refused too.
        return Math.Abs(window.Center) <= LargestCentre && window.Width is > 0 and <= LargestWidth
            ? new Window(window.Center, window.Width)
            : throw Fault.InvalidField(
                "window", "WINDOW", $"A window has a centre of -{LargestCentre} to {LargestCentre} HU and a width above 0, at most {LargestWidth} HU.").ToRpcException();
    }
}
