namespace CovidGrpc.Tests;

/// <summary>Code streams of SyntheticCt, 16 × 16, that dcmtk 3.6.7 wrote.</summary>
internal static class StoredStreams
{
    /// <summary>JPEG-LS lossless, by dcmcjpls.</summary>
    public static byte[] JpegLs { get; } = Convert.FromBase64String(
        "/9j/9wALEAAQABABAREA//gADQH//wASAEMBFABA/9oACAEBAAAAAEL4AQBAEAgEAgEBAQEBAQEBAQA/9Co8AIAgCAAAKRkVHPSwBAEAQBaigaNhqOemgFAK" +
        "AEAQCPNNQwNEtqOukgBAEAgEAgEAFyjUEVCpqOuigCAgICAgICAgBcc0/FQIgBAKAgQIECBAgQIAgFgBEAQAgQIECBAgQIIBALAEQBAEEEEEEEEEEAgHAEQC" +
        "AIIIIIIIIIIBAOASADPHmYIIIIIIIAAYhqFAVQOaXJwQQQQQBwzUCArZ5ZcbCEIA4Rp9ARo8lANANASADTyAb4D//9k=");

    /// <summary>JPEG-LS with NEAR 2, by dcmcjpls +en +md 2.</summary>
    public static byte[] JpegLsNear2 { get; } = Convert.FromBase64String(
        "/9j/9wALEAAQABABAREA//gADQH//wAYAE0BIgBA/9oACAEBAAIAAEJgEBAQIECCCCCCCEIQD/0CngEBAQAA0ZNOVOAgICAGnADRg05VICgEBAQIqRpwVFmn" +
        "KpAIDAgQCAgBUjTgqKVOlSAQCAiAYEmnNNEAQCBEBgIBMBgEAiAQBAYICAsBgQCAYFIBBQFgMECBICAkBAsBgWAwCAgUNIqDAwLAwBnKogGBpFPgsDAU5U0A" +
        "gyGgU5gYEBTlTQLgqECgEBgFTQKD4P/Z");

    /// <summary>RLE, by dcmcrle.</summary>
    public static byte[] Rle { get; } = Convert.FromBase64String(
        "AgAAAEAAAAC8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAPEA8QD7APwG/AD8AAAG/AAABv0A/QAABvoA" +
        "AAb+AP4AAAb4AAAG/wACAAAG9gABBgACAAAG9gABBgACAAAG9gABBgACAAAG9gABBgACAAAG9gABBgD+AAAG+AAABv8A/QAABvoAAAb+APwAAAb8AAAG/QD7" +
        "APwG/ADxAADxGPEY+xj8vPwY/BgGvOnq6+ztvP0Y/RgIvOnq6+zt7u+8/hj+GAq86err7O3u7/DxvP8YDxgYvOnq6+zt7u/w8fLzvBgPGBi86uvs7e7v8PHy" +
        "8/S8GA8YGLzr7O3u7/Dx8vP09bwYDxgYvOzt7u/w8fLz9PX2vBgPGBi87e7v8PHy8/T19ve8GP4YCrzv8PHy8/T19ve8/xj9GAi88fLz9PX297z+GPwYBrzz" +
        "9PX297z9GPsY/Lz8GPEYAA==");

    /// <summary>JPEG lossless with predictor 4, by dcmcjpeg +el +sv 4.</summary>
    public static byte[] JpegLossless4 { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/wwALEAAQABABAREA/8QAGAABAQEBAQAAAAAAAAAAAAAAAAsBDA//2gAIAQEABAAA8AFwAAAAAFqQIrYAtSccRu7vY5xW" +
        "wFqTjiK6gSMexxitgtSccRXUAkZ9jfFbFqTjiK6gBI17G2K2NADA0AMDQAwNADBFb7HORiAVxOOWtSCK32OMjMCuJxy1qQEVvsb5GoVxOOWtSAIrfY25mZxy" +
        "1qQARWwtSB//2Q==");
}
