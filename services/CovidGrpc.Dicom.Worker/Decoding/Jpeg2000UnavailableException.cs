namespace CovidGrpc.Dicom.Worker.Decoding;

/// <summary>libopenjp2 is absent or too old.</summary>
internal sealed class Jpeg2000UnavailableException() : Exception("JPEG 2000 needs libopenjp2 2.5 or later (Debian and Ubuntu: apt-get install libopenjp2-7)");
