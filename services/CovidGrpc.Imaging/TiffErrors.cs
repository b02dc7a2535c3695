namespace CovidGrpc.Imaging;

/// <summary>Whether reading one TIFF met an error.</summary>
internal sealed class TiffErrors
{
    public bool Any { get; set; }
}
