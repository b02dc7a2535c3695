using System.Globalization;
using System.Net;
using CovidGrpc.Dicom;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;

namespace CovidGrpc.Pacs.DicomWeb;

/// <summary>
/// A PACS by DICOMweb (PS3.18): search (QIDO-RS), retrieval (WADO-RS), storage (STOW-RS). What fails for a moment is tried again; what fails
/// otherwise is a <see cref="DicomWebException"/>. Answers are bounded, and one instance at a time is in memory.
/// </summary>
internal sealed class DicomWebClient
{
    /// <summary>Name of the <see cref="HttpClient"/> that it takes from the factory.</summary>
    public const string HttpClientName = "pacs";

    private const string Json = "application/dicom+json";
    private const int MostJsonBytes = 64 << 20;
    private const int MostStudies = 100_000;
    private const int Tries = 4;

    private readonly IHttpClientFactory _http;
    private readonly PacsOptions _options;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _pipeline;

    public DicomWebClient(IHttpClientFactory http, IOptions<PacsOptions> options, TimeProvider time)
    {
        (_http, _options, _time) = (http, options.Value, time);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<DicomWebException>(e => e.IsTransient),
                MaxRetryAttempts = Tries - 1,
                Delay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .Build();
    }

    /// <summary>Studies with CT from a date on; a study without a date is not among them.</summary>
    /// <exception cref="DicomWebException">The PACS failed.</exception>
    public async Task<IReadOnlyList<FoundStudy>> FindCtStudiesAsync(DateOnly since, CancellationToken cancellationToken)
    {
        var query = $"ModalitiesInStudy=CT&StudyDate={since.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}-&includefield=00201208";
        var found = await SearchAsync("studies", query, DicomTag.StudyInstanceUid, MostStudies, cancellationToken);
        return [.. found.Select(study => new FoundStudy(study.Uid, study.Dataset.GetInteger(DicomTag.NumberOfStudyRelatedInstances)))];
    }

    /// <summary>All instances of a study; none when there is no such study.</summary>
    /// <exception cref="DicomWebException">The PACS failed, or the study has more than is taken.</exception>
    public async Task<IReadOnlyList<FoundInstance>> FindInstancesAsync(string study, CancellationToken cancellationToken)
    {
        var found = await SearchAsync($"studies/{study}/instances", "includefield=00080016", DicomTag.SopInstanceUid, _options.MostInstances, cancellationToken);
        return [.. found.Select(instance => new FoundInstance(
            study, instance.Dataset.GetString(DicomTag.SeriesInstanceUid) ?? "", instance.Uid, instance.Dataset.GetString(DicomTag.SopClassUid) ?? ""))];
    }

    /// <summary>SeriesInstanceUIDs of the structured reports of a manufacturer in a study, and of those of which the PACS does not tell it.</summary>
    /// <exception cref="DicomWebException">The PACS failed.</exception>
    public async Task<IReadOnlyList<string>> FindReportSeriesAsync(string study, string manufacturer, CancellationToken cancellationToken)
    {
        var query = "Modality=SR&includefield=00080070";
        var found = await SearchAsync($"studies/{study}/series", query, DicomTag.SeriesInstanceUid, _options.MostInstances, cancellationToken);
        return [.. found.Where(series => series.Dataset.GetString(DicomTag.Manufacturer) is not { } told || told == manufacturer).Select(series => series.Uid)];
    }

    /// <summary>Whether a study holds an instance.</summary>
    /// <exception cref="DicomWebException">The PACS failed.</exception>
    public async Task<bool> HasInstanceAsync(string study, string instance, CancellationToken cancellationToken)
    {
        var found = await GetJsonAsync($"studies/{study}/instances?SOPInstanceUID={instance}&limit=1", cancellationToken);
        return found.Any(dataset => dataset.GetString(DicomTag.SopInstanceUid) == instance);
    }

    /// <summary>The data sets of a series, without bulk data.</summary>
    /// <exception cref="DicomWebException">The PACS failed.</exception>
    public Task<IReadOnlyList<DicomJson>> GetMetadataAsync(string study, string series, CancellationToken cancellationToken) =>
        GetJsonAsync($"studies/{study}/series/{series}/metadata", cancellationToken);

    /// <summary>A whole file, in the transfer syntax in which it is stored.</summary>
    /// <exception cref="DicomWebException">The PACS failed, or the file is larger than is taken.</exception>
    public Task<ReadOnlyMemory<byte>> RetrieveAsync(FoundInstance instance, CancellationToken cancellationToken) => RunAsync(
        async (http, token) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"studies/{instance.StudyUid}/series/{instance.SeriesUid}/instances/{instance.InstanceUid}");
            request.Headers.TryAddWithoutValidation("Accept", $"multipart/related; type=\"{DicomMultipart.Dicom}\"; transfer-syntax=*");
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
            RequireSuccess(response.StatusCode);
            return await DicomMultipart.ReadFileAsync(response.Content, _options.MostInstanceBytes, token);
        },
        cancellationToken);

    /// <summary>Stores files in a study. One that is there already counts as stored, whether the PACS kept the old or took the new one.</summary>
    /// <exception cref="DicomWebException">The PACS failed, or refused one.</exception>
    public Task StoreAsync(string study, IReadOnlyList<DicomFile> files, CancellationToken cancellationToken) => RunAsync(
        async (http, token) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"studies/{study}") { Content = DicomMultipart.Of(files) };
            request.Headers.TryAddWithoutValidation("Accept", Json);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
            // 409 tells that none was stored, as when all were there before (PS3.18, 10.5.3).
            if (response.StatusCode != HttpStatusCode.Conflict)
            {
                RequireSuccess(response.StatusCode);
            }

            StoreAnswer.RequireStored(await ReadJsonAsync(response, token));
            return true;
        },
        cancellationToken);

    // A server may give smaller pages than were asked for: only a page with nothing new is the last.
    private async Task<IReadOnlyList<(string Uid, DicomJson Dataset)>> SearchAsync(string path, string query, DicomTag key, int most, CancellationToken cancellationToken)
    {
        var found = new OrderedDictionary<string, DicomJson>();
        for (var before = -1; found.Count > before;)
        {
            before = found.Count;
            foreach (var dataset in await GetJsonAsync($"{path}?{query}&limit={_options.PageSize}&offset={before}", cancellationToken))
            {
                found.TryAdd(UidOf(dataset, key), dataset);
            }

            if (found.Count > most)
            {
                throw new DicomWebException(DicomWebProblem.TooLarge, $"A search of the PACS found more than {most} objects.");
            }
        }

        return [.. found.Select(entry => (entry.Key, entry.Value))];
    }

    // What names an object becomes a part of addresses: nothing but digits and dots may.
    private static string UidOf(DicomJson dataset, DicomTag key) => dataset.GetString(key) is { Length: > 0 and <= 64 } uid && uid.All(c => char.IsAsciiDigit(c) || c == '.')
        ? uid
        : throw new DicomWebException(DicomWebProblem.Malformed, $"The PACS answered a search with an object whose {key} is no identifier.");

    private Task<IReadOnlyList<DicomJson>> GetJsonAsync(string address, CancellationToken cancellationToken) => RunAsync(
        async (http, token) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.TryAddWithoutValidation("Accept", Json);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
            RequireSuccess(response.StatusCode);
            return await ReadJsonAsync(response, token);
        },
        cancellationToken);

    private static async Task<IReadOnlyList<DicomJson>> ReadJsonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > MostJsonBytes)
        {
            throw new DicomWebException(DicomWebProblem.TooLarge, "The PACS answered a search with more than 64 MiB.");
        }

        await response.Content.LoadIntoBufferAsync(MostJsonBytes, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return body.Length == 0 ? [] : DicomJson.Read(body);
    }

    private async Task<T> RunAsync<T>(Func<HttpClient, CancellationToken, Task<T>> send, CancellationToken cancellationToken) => await _pipeline.ExecuteAsync(
        async token =>
        {
            using var limit = new CancellationTokenSource(_options.RequestTimeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(token, limit.Token);
            try
            {
                using var http = _http.CreateClient(HttpClientName);
                return await send(http, either.Token);
            }
            catch (HttpRequestException e)
            {
                throw Failed(e);
            }
            catch (IOException e)
            {
                throw new DicomWebException(DicomWebProblem.Unavailable, "The connection to the PACS broke off.", e);
            }
            catch (OperationCanceledException e) when (!token.IsCancellationRequested)
            {
                throw new DicomWebException(DicomWebProblem.Unavailable, $"The PACS did not answer within {_options.RequestTimeout}.", e);
            }
        },
        cancellationToken);

    private static DicomWebException Failed(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError => new(DicomWebProblem.Untrusted, "The certificate of the PACS is not trusted: Pacs:CaFile names the one that signed it.", e),
        HttpRequestError.ConfigurationLimitExceeded => new(DicomWebProblem.TooLarge, "The PACS answered a search with more than 64 MiB.", e),
        HttpRequestError.ResponseEnded => new(DicomWebProblem.Unavailable, "The connection to the PACS broke off.", e),
        _ => new(DicomWebProblem.Unavailable, "The PACS cannot be reached.", e),
    };

    private static void RequireSuccess(HttpStatusCode status)
    {
        var code = (int)status;
        if (code is < 200 or > 299)
        {
            throw status switch
            {
                HttpStatusCode.Unauthorized => new DicomWebException(DicomWebProblem.Unauthorized, "The PACS refuses the credentials (401): check Pacs:Authentication and what belongs to it."),
                HttpStatusCode.Forbidden => new DicomWebException(DicomWebProblem.Forbidden, "The PACS does not let this account do that (403)."),
                HttpStatusCode.NotFound => new DicomWebException(DicomWebProblem.NotFound, "The PACS has no such object, or Pacs:Url is not its DICOMweb root (404)."),
                HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => new DicomWebException(DicomWebProblem.Unavailable, $"The PACS is busy ({code})."),
                _ when code >= 500 => new DicomWebException(DicomWebProblem.Unavailable, $"The PACS failed ({code})."),
                _ => new DicomWebException(DicomWebProblem.Refused, $"The PACS refused the request ({code})."),
            };
        }
    }
}
