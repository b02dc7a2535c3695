namespace CovidGrpc.Dicom.Codecs.Jpeg;

/// <summary>Second bytes of the markers of the JPEG family that are looked at (ITU-T T.81 table B.1, T.87 table C.1).</summary>
internal static class JpegMarker
{
    public const byte StartOfFrameLossless = 0xC3;
    public const byte DefineHuffmanTables = 0xC4;
    public const byte FirstRestart = 0xD0;
    public const byte LastRestart = 0xD7;
    public const byte StartOfImage = 0xD8;
    public const byte EndOfImage = 0xD9;
    public const byte StartOfScan = 0xDA;
    public const byte DefineRestartInterval = 0xDD;
    public const byte StartOfFrameLs = 0xF7;
    public const byte LsParameters = 0xF8;

    /// <summary>Whether the marker starts a frame of some process (SOF); between them lie DHT, JPG and DAC.</summary>
    public static bool IsStartOfFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC) or StartOfFrameLs;

    public static bool IsRestart(byte marker) => marker is >= FirstRestart and <= LastRestart;
}
