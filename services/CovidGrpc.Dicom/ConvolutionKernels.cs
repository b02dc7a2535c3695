namespace CovidGrpc.Dicom;

/// <summary>What the names that vendors give to reconstruction kernels tell.</summary>
public static class ConvolutionKernels
{
    // Siemens B6x to B9x and I/Br/Bv/Bl 6x to 8x, GE BONE and EDGE, Philips YC to YE, Toshiba and Canon FC3x, FC5x and FC8x.
    private static readonly string[] Sharp =
        ["B6", "B7", "B8", "B9", "I6", "I7", "I8", "Br6", "Br7", "Br8", "Bl6", "Bl7", "Bv6", "BONE", "EDGE", "YC", "YD", "YE", "FC3", "FC5", "FC8"];

    /// <summary>Whether a kernel is a sharp one, of bone or high-resolution lung.</summary>
    /// <param name="kernel">Name of the kernel; null when unknown.</param>
    public static bool IsSharp(string? kernel) => kernel is not null && Sharp.Any(sharp => kernel.StartsWith(sharp, StringComparison.OrdinalIgnoreCase));
}
