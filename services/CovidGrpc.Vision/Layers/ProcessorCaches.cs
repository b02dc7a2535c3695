using System.Runtime.Intrinsics.X86;

namespace CovidGrpc.Vision.Layers;

/// <summary>What the processor tells of its caches.</summary>
internal static class ProcessorCaches
{
    // AMD64 Architecture Programmer's Manual, volume 3, appendix E.
    private const int LargestExtendedFunction = unchecked((int)0x8000_0000);
    private const int CacheProperties = unchecked((int)0x8000_001D);
    private const int CacheType = 0x1F;
    private const int EndOfAuthenticAmd = 0x444D_4163;

    /// <summary>Whether it is AMD's and tells of none, as in some virtual machines.</summary>
    internal static bool AreHidden { get; } = X86Base.IsSupported
        && X86Base.CpuId(0, 0).Ecx == EndOfAuthenticAmd
        && (uint)X86Base.CpuId(LargestExtendedFunction, 0).Eax >= unchecked((uint)CacheProperties)
        && (X86Base.CpuId(CacheProperties, 0).Eax & CacheType) == 0;
}
