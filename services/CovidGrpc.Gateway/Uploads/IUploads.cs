namespace CovidGrpc.Gateway.Uploads;

/// <summary>Finished uploads, for what works on them.</summary>
internal interface IUploads
{
    /// <summary>The files of a finished upload, by number; null when there is none of that id, or it is not finished.</summary>
    /// <param name="uploadId">Names the upload.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    Task<IReadOnlyList<UploadedFile>?> FindAsync(string uploadId, CancellationToken cancellationToken);
}
