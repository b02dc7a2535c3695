using CovidGrpc.Dicom;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using MediaType = System.Net.Http.Headers.MediaTypeHeaderValue;
using Parameter = System.Net.Http.Headers.NameValueHeaderValue;

namespace CovidGrpc.Pacs.DicomWeb;

/// <summary>Bodies of several parts (PS3.18, 8.6.1.2; RFC 2387).</summary>
internal static class DicomMultipart
{
    private const string Related = "multipart/related";
    private const int MostBoundaryCharacters = 70;

    /// <summary>Media type of Part 10 files.</summary>
    public const string Dicom = "application/dicom";

    /// <summary>The one file that an answer holds.</summary>
    /// <param name="content">Body of the answer.</param>
    /// <param name="mostBytes">Largest file that is taken.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="DicomWebException">The body is larger, is cut off, or holds none or several.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadFileAsync(HttpContent content, int mostBytes, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentType is not { MediaType: Related } type || BoundaryOf(type) is not { Length: > 0 and <= MostBoundaryCharacters } boundary)
        {
            throw new DicomWebException(DicomWebProblem.Malformed, "The PACS answered with something else than DICOM files in several parts.");
        }

        var reader = new MultipartReader(boundary, await content.ReadAsStreamAsync(cancellationToken)) { BodyLengthLimit = mostBytes };
        try
        {
            var file = await ReadPartAsync(reader, cancellationToken) ?? throw new DicomWebException(DicomWebProblem.NotFound, "The PACS answered without the instance that was asked for.");
            return await ReadPartAsync(reader, cancellationToken) is null
                ? file
                : throw new DicomWebException(DicomWebProblem.Malformed, "The PACS answered several instances where one was asked for.");
        }
        catch (InvalidDataException e)
        {
            throw new DicomWebException(DicomWebProblem.TooLarge, $"An instance is larger than the {mostBytes} bytes that Pacs:MostInstanceBytes allows.", e);
        }
    }

    /// <summary>A body that holds files.</summary>
    public static HttpContent Of(IEnumerable<DicomFile> files)
    {
        var body = new MultipartContent("related", Guid.NewGuid().ToString("N"));
        body.Headers.ContentType!.Parameters.Add(new Parameter("type", $"\"{Dicom}\""));
        foreach (var file in files)
        {
            body.Add(new ByteArrayContent(file.ToArray()) { Headers = { ContentType = new MediaType(Dicom) } });
        }

        return body;
    }

    private static string? BoundaryOf(MediaType type) =>
        type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))?.Value is { } value
            ? HeaderUtilities.RemoveQuotes(value).ToString()
            : null;

    private static async Task<ReadOnlyMemory<byte>?> ReadPartAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        if (await reader.ReadNextSectionAsync(cancellationToken) is not { } part)
        {
            return null;
        }

        var file = new MemoryStream();
        await part.Body.CopyToAsync(file, cancellationToken);
        return file.GetBuffer().AsMemory(0, (int)file.Length);
    }
}
