using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;

namespace CovidGrpc.Cli.Doctor;

/// <summary>
/// A PACS by DICOMweb (PS3.18): does a search answer, and is there a store. Of the search's answer nothing is looked at but its type; what is sent
/// to the store is no DICOM file, so that nothing can be stored.
/// </summary>
internal static class PacsChecks
{
    private const string Related = "multipart/related";

    public static async IAsyncEnumerable<CheckResult> RunAsync(Uri root, PacsCredentials credentials, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { ConnectTimeout = timeout, AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = new Uri(root.ToString().TrimEnd('/') + "/"), Timeout = timeout };
        if (Authorize(http, credentials) is { } unreadable)
        {
            yield return unreadable;
            yield break;
        }

        using var search = new HttpRequestMessage(HttpMethod.Get, "studies?limit=1") { Headers = { { "Accept", "application/dicom+json" } } };
        yield return await SendAsync("PACS search", http, search, root, OfSearch, cancellationToken);
        var part = new ByteArrayContent("no DICOM file"u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/dicom") } };
        using var content = new MultipartContent("related", "covid-doctor") { part };
        content.Headers.ContentType!.Parameters.Add(new NameValueHeaderValue("type", "\"application/dicom\""));
        using var store = new HttpRequestMessage(HttpMethod.Post, "studies") { Content = content, Headers = { { "Accept", "application/dicom+json" } } };
        yield return await SendAsync("PACS store", http, store, root, OfStore, cancellationToken);
    }

    private static CheckResult? Authorize(HttpClient http, PacsCredentials credentials)
    {
        try
        {
            http.DefaultRequestHeaders.Authorization = credentials.Header();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return CheckResult.Failed(
                "PACS credentials", "the file with the secret cannot be read or holds none", "let it hold the password or token on one line, readable for this user");
        }
    }

    private static async Task<CheckResult> SendAsync(
        string check, HttpClient http, HttpRequestMessage request, Uri root, Func<string, HttpResponseMessage, string, CheckResult> judge, CancellationToken cancellationToken)
    {
        var place = HealthChecks.PlaceOf(root);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return OfAccess(check, response.StatusCode, place) ?? judge(check, response, place);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            return CheckResult.Failed(check, $"the certificate of {place} is not trusted", "add the one that signed it to the system's, and name it to the bridge as Pacs__CaFile");
        }
        catch (HttpRequestException)
        {
            return CheckResult.Failed(check, $"{place} cannot be reached", "start the PACS, or check address, port and network");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CheckResult.Failed(check, $"{place} did not answer in time", "see whether the PACS is overloaded; --timeout waits longer");
        }
    }

    private static CheckResult? OfAccess(string check, HttpStatusCode status, string place) => status switch
    {
        HttpStatusCode.Unauthorized => CheckResult.Failed(check, $"{place} asks for other credentials (401)", "check --user with --password-file, or --token-file"),
        HttpStatusCode.Forbidden => CheckResult.Failed(check, $"{place} does not let this account do that (403)", "give the account the right to search, retrieve and store by DICOMweb"),
        >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented => CheckResult.Failed(check, $"{place} failed ({(int)status})", "see the log of the PACS"),
        _ => null,
    };

    private static CheckResult OfSearch(string check, HttpResponseMessage response, string place)
    {
        var isJson = response.Content.Headers.ContentType?.MediaType is "application/dicom+json" or "application/json";
        return response.StatusCode == HttpStatusCode.NoContent || (response.IsSuccessStatusCode && isJson)
            ? CheckResult.Ok(check, $"QIDO-RS at {place} answers")
            : CheckResult.Failed(
                check,
                $"{place} answers a search with {(int)response.StatusCode} and no DICOM JSON",
                "give the root of the DICOMweb services, as https://pacs.example/dicom-web");
    }

    private static CheckResult OfStore(string check, HttpResponseMessage response, string place) => response.StatusCode switch
    {
        // What was sent is no DICOM file: a store says so in one of these ways.
        HttpStatusCode.BadRequest or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity => CheckResult.Ok(check, $"STOW-RS at {place} takes {Related}"),
        _ when response.IsSuccessStatusCode => CheckResult.Ok(check, $"STOW-RS at {place} takes {Related}"),
        HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented => CheckResult.Failed(
            check, $"{place} has no STOW-RS there ({(int)response.StatusCode})", "enable storing by DICOMweb in the PACS, or check the root"),
        _ => CheckResult.Failed(check, $"{place} answers a store with {(int)response.StatusCode}", $"let the PACS take {Related} of application/dicom"),
    };
}
