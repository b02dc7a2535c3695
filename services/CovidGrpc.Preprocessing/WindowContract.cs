using CovidGrpc.Hosting.Faults;
using Grpc.Core;
using Window = CovidGrpc.Imaging.Window;

namespace CovidGrpc.Preprocessing;

/// <summary>The window that a caller asks for.</summary>
internal static class WindowContract
{
    private const double LargestCentre = 4096;
    private const double LargestWidth = 16384;

    /// <exception cref="RpcException">INVALID_ARGUMENT: centre or width is out of its range.</exception>
    public static Window From(Contracts.V1.Window? window)
    {
        if (window is null)
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
