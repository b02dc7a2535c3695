using BitMiracle.LibTiff.Classic;

namespace CovidGrpc.Imaging;

/// <summary>Notes errors with the file they belong to, in place of LibTiff's messages on the console.</summary>
internal sealed class TiffErrorRecorder : TiffErrorHandler
{
    public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
    {
    }

    public override void ErrorHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
    {
        if (clientData is TiffErrors errors)
            errors.Any = true;
    }

    public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
    {
    }

    public override void WarningHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
    {
    }
}
