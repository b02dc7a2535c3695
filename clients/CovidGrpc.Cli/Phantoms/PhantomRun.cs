using CovidGrpc.Training.Phantoms;

namespace CovidGrpc.Cli.Phantoms;

/// <summary><c>covid phantom</c>: renders and writes.</summary>
internal static class PhantomRun
{
    public static async Task<int> RunAsync(string output, PhantomOptions options, bool png, int? slices, bool masks, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Run(() => Write(output, ChestPhantom.Create(options), png, slices, masks, cancellationToken), cancellationToken);
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Cancelled;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"covid: {output}: {e.Message}");
            return ExitCode.SomeFailed;
        }
    }

    private static void Write(string output, ChestPhantom phantom, bool png, int? slices, bool masks, CancellationToken cancellationToken)
    {
        var extension = Path.GetExtension(output).ToLowerInvariant();
        if (extension is ".png" or ".dcm")
        {
            WriteOne(output, phantom, extension == ".png", masks);
        }
        else if (png)
        {
            PhantomPng.WriteSeries(phantom, output, slices ?? phantom.GaplessSliceCount, masks, cancellationToken);
        }
        else
        {
            new PhantomDicomSeries(phantom, slices ?? phantom.GaplessSliceCount).Write(output, masks, cancellationToken);
        }
    }

    private static void WriteOne(string file, ChestPhantom phantom, bool png, bool masks)
    {
        var slice = phantom.RenderSlice(phantom.RepresentativePosition());
        using (var output = File.Create(file))
        {
            if (png)
            {
                PhantomPng.WriteImage(output, slice);
            }
            else
            {
                output.Write(new PhantomDicomSeries(phantom, sliceCount: 1).CreateFiles().Single().ToArray());
            }
        }

        if (masks)
        {
            using var mask = File.Create(Path.ChangeExtension(file, ".mask.png"));
            PhantomPng.WriteLabelMap(mask, slice);
        }
    }
}
