namespace CovidGrpc.Pacs.DicomWeb;

/// <summary>A secret in a file of one line, read again when the file changes, as tokens are renewed.</summary>
internal sealed class SecretFile
{
    private readonly string _path;
    private (DateTime Written, string Content) _read;

    private SecretFile(string path) => _path = path;

    /// <summary>The file at a path; null for an empty path.</summary>
    public static SecretFile? At(string path) => path.Length > 0 ? new SecretFile(path) : null;

    /// <summary>What it holds now.</summary>
    /// <exception cref="DicomWebException">It cannot be read.</exception>
    public string Read()
    {
        try
        {
            var written = File.GetLastWriteTimeUtc(_path);
            if (_read.Content is null || _read.Written != written)
            {
                _read = (written, File.ReadAllText(_path).Trim());
            }

            return _read.Content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DicomWebException(DicomWebProblem.Unauthorized, "The file with the credentials of the PACS cannot be read.", e);
        }
    }
}
