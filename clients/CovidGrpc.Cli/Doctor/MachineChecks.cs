using System.Globalization;
using System.Runtime.CompilerServices;
using CovidGrpc.Dicom;
using CovidGrpc.Dicom.Worker.Pool;
using CovidGrpc.Vision.Layers;
using TorchSharp;

namespace CovidGrpc.Cli.Doctor;

/// <summary>What this machine needs to run the services: libtorch, the decode worker with libopenjp2, room for files.</summary>
internal static class MachineChecks
{
    private const long LeastBytes = 1L << 30;
    private const long EnoughBytes = 8L << 30;

    // A grey image of 16 × 16 without content (ITU-T T.800 annex A): one tile, one empty packet.
    private static readonly byte[] BlankJpeg2000 =
    [
        0xFF, 0x4F,
        0xFF, 0x51, 0, 41, 0, 0, 0, 0, 0, 16, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 15, 1, 1,
        0xFF, 0x52, 0, 12, 0, 0, 0, 1, 0, 0, 4, 4, 0, 1,
        0xFF, 0x5C, 0, 4, 0x40, 0x80,
        0xFF, 0x90, 0, 10, 0, 0, 0, 0, 0, 15, 0, 1,
        0xFF, 0x93, 0,
        0xFF, 0xD9,
    ];

    public static async IAsyncEnumerable<CheckResult> RunAsync(string spool, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await Task.Run(Torch, cancellationToken);
        yield return await Task.Run(() => Decoder(cancellationToken), cancellationToken);
        yield return Spool(spool);
        if (Directory.Exists(spool))
        {
            yield return Disk(spool);
        }
    }

    private static CheckResult Torch()
    {
        try
        {
            if (ConvolutionCheck.Deviation() is var deviation and not < ConvolutionCheck.Rounding)
                return CheckResult.Failed("libtorch", $"its convolutions are off by {deviation:0.0e0} on this processor", "run the services on another kind of machine");
            var planes = ConvolutionCheck.TakesPlanes ? ", on the CPU in planes: it hides its caches, as in some virtual machines" : "";
            return CheckResult.Ok("libtorch", $"it loads and convolves{planes}{(torch.cuda.is_available() ? "; CUDA is there" : "")}");
        }
        catch (Exception e) when (e is DllNotFoundException or NotSupportedException or TypeInitializationException or EntryPointNotFoundException or BadImageFormatException)
        {
            return CheckResult.Failed(
                "libtorch",
                $"it cannot be loaded ({e.GetType().Name})",
                "build on this machine, x64 Linux with glibc 2.36 or later: what is beside the program belongs to another one, or is incomplete");
        }
    }

    private static CheckResult Decoder(CancellationToken cancellationToken)
    {
        const string check = "decode worker";
        var header = new DicomDataset()
            .SetString(DicomTag.PhotometricInterpretation, "MONOCHROME2").SetNumber(DicomTag.SamplesPerPixel, 1).SetNumber(DicomTag.Rows, 16).SetNumber(DicomTag.Columns, 16)
            .SetNumber(DicomTag.BitsAllocated, 16).SetNumber(DicomTag.BitsStored, 16).SetNumber(DicomTag.HighBit, 15).SetNumber(DicomTag.PixelRepresentation, 0);
        using var pool = new DecodeWorkerPool();
        try
        {
            pool.Decode(DicomTransferSyntax.Find("1.2.840.10008.1.2.4.90")!, BlankJpeg2000, PixelFormat.Read(header), cancellationToken);
            return CheckResult.Ok(check, "it starts, and decodes JPEG 2000 with libopenjp2");
        }
        catch (DicomException e) when (e.Message.Contains("libopenjp2", StringComparison.Ordinal))
        {
            return CheckResult.Warning(check, "it starts, and libopenjp2 2.5 is absent: CT in JPEG 2000 is refused", "apt-get install libopenjp2-7");
        }
        catch (DicomException e)
        {
            return CheckResult.Failed(
                check,
                $"it does not work ({e.Reason}): CT in lossy JPEG and JPEG 2000 is refused",
                "see that CovidGrpc.Dicom.Worker lies beside the program and may be run");
        }
    }

    private static CheckResult Spool(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var file = Path.Combine(folder, $"covidgrpc-doctor-{Guid.NewGuid():N}");
            File.WriteAllBytes(file, [1]);
            File.Delete(file);
            return CheckResult.Ok("spool", "files can be written");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return CheckResult.Failed("spool", "no file can be written there", "name a folder that this user may write, with room, as Scans__Spool and Uploads__Folder");
        }
    }

    private static CheckResult Disk(string folder)
    {
        var free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        var message = string.Create(CultureInfo.InvariantCulture, $"{free / (double)(1 << 30):0.0} GiB are free for scans under way and uploads");
        const string toDo = "make room, or name a larger disk; a scan takes up to 4 GiB (Scans__MostBytes), and there may be 8 at a time (Scans__MostScans)";
        return free < LeastBytes ? CheckResult.Failed("disk", message, toDo) : free < EnoughBytes ? CheckResult.Warning("disk", message, toDo) : CheckResult.Ok("disk", message);
    }
}
