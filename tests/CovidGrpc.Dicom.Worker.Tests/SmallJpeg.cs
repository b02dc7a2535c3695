using CovidGrpc.Dicom;

namespace CovidGrpc.Tests;

/// <summary>A slope of 16 × 16 grey values, as baseline JPEG of quality 95 that Pillow wrote.</summary>
internal static class SmallJpeg
{
    public static DicomTransferSyntax Syntax { get; } = DicomTransferSyntax.Find("1.2.840.10008.1.2.4.50")!;

    public static byte[] Bytes { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/" +
        "wAALCAAQABABAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEI" +
        "I0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ip" +
        "qrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APgX9n/4Jf6j/RPT+GvuD9n/AOCX+o/0T0/hrn/2f/gl" +
        "/qP9E9P4a+4P2f8A4Jf6j/RPT+Gv/9k=");

    /// <summary>The value that was written.</summary>
    public static int Expected(int row, int column) => 20 + (6 * row) + (7 * column);
}
