namespace CovidGrpc.Gateway.Uploads;

/// <summary>A file of a finished upload.</summary>
/// <param name="Number">Its number within the upload.</param>
/// <param name="Digest">SHA-256 of its content, hexadecimal in lower case; its name in the spool.</param>
/// <param name="Path">Where it lies.</param>
internal sealed record UploadedFile(uint Number, string Digest, string Path);
