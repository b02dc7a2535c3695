using CovidGrpc.Cli.Drawing;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Imaging;
using Window = CovidGrpc.Imaging.Window;

namespace CovidGrpc.Cli.Diagnosing;

/// <summary>Writes an overlay beside its folder's other files, making the folder where it is absent.</summary>
internal static class OverlayFile
{
    /// <param name="path">The PNG file.</param>
    /// <param name="image">The image file that was diagnosed.</param>
    /// <param name="diagnosis">Its diagnosis.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    /// <exception cref="UnreadableImageException">The image cannot be read here.</exception>
    /// <exception cref="FormatException">A mask is damaged.</exception>
    public static void Write(string path, byte[] image, DiagnoseResponse diagnosis)
    {
        var window = diagnosis.Window is { } used ? new Window(used.Center, used.Width) : Window.Lung;
        var source = SourceImage.Read(image, new SliceReaderOptions { Window = window });
        using var picture = new MemoryStream();
        OverlayPainter.Paint(source, diagnosis, picture);
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        File.WriteAllBytes(path, picture.ToArray());
    }
}
