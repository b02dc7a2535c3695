using System.Runtime.CompilerServices;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Transport;
using Google.Protobuf;
using Grpc.Core;

namespace CovidGrpc.Client;

/// <summary>
/// Typed client of the gateway. DICOM files are stripped of everything but pixels, geometry and what preprocessing needs before they
/// leave this process.
/// </summary>
public sealed class DiagnosisClient : GatewayClient
{
    /// <summary>Largest image of one message in bytes: 4 MiB less 64 KiB for what stands around it.</summary>
    public const int MaxImageBytes = GatewayChannel.MaxMessageBytes - 65536;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    private readonly DiagnosisService.DiagnosisServiceClient _service;

    /// <summary>A client on a channel that its opener disposes.</summary>
    public DiagnosisClient(ChannelBase channel, TimeProvider? time = null)
        : this(channel, time, owned: null)
    {
    }

    private DiagnosisClient(ChannelBase channel, TimeProvider? time, IDisposable? owned)
        : base(time, owned) =>
        _service = new DiagnosisService.DiagnosisServiceClient(channel);

    /// <summary>A client of the gateway at <c>http(s)://host:port</c>. Calls that find it unavailable are repeated with growing pauses.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="security">Who calls, and whose certificates are trusted; null for nobody in particular, and those whom the system trusts.</param>
    /// <exception cref="PlaintextCredentialsException">Credentials would go in plain text to another machine.</exception>
    public static DiagnosisClient Connect(Uri gateway, CallSecurity? security = null)
    {
        var channel = GatewayChannel.Open(gateway, security);
        return new DiagnosisClient(channel, time: null, owned: channel);
    }

    /// <summary>Diagnoses one image file: DICOM, PNG, JPEG or TIFF. A large one goes as a scan of one.</summary>
    /// <param name="file">The whole file, at least one byte.</param>
    /// <param name="options">Settings; null for the gateway's.</param>
    /// <param name="timeout">Longest wait for the answer; null for none.</param>
    /// <param name="cancellationToken">Stops the call and the computation behind it.</param>
    /// <exception cref="DiagnosisException">The file, the call or the gateway failed.</exception>
    public async Task<DiagnoseResponse> DiagnoseAsync(
        ReadOnlyMemory<byte> file, DiagnosisOptions? options = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        if (file.IsEmpty)
        {
            throw new DiagnosisException(StatusCode.InvalidArgument, "IMAGE_EMPTY", "the file is empty");
        }

        var image = OutgoingImage.Of(file);
        if (image.Length > MaxImageBytes)
        {
            return await DiagnoseLargeAsync(file, options, timeout, cancellationToken);
        }

        var request = new DiagnoseRequest { Image = UnsafeByteOperations.UnsafeWrap(image), Options = options };
        return await RunAsync(call => _service.DiagnoseAsync(request, call), timeout, cancellationToken);
    }

    /// <summary>
    /// Diagnoses a scan: its files in any order, DICOM or pictures. Progress and slices come as they are done, in anatomical order; the last
    /// message is the verdict. Leaving the enumeration ends the work behind it.
    /// </summary>
    /// <param name="files">The files; their places in this list are the numbers of instances in the answers, and the order of pictures.</param>
    /// <param name="options">Settings; null for the gateway's.</param>
    /// <param name="timeout">Longest time for the whole scan; null for none.</param>
    /// <param name="cancellationToken">Stops the call and the computation behind it.</param>
    /// <exception cref="DiagnosisException">The files, the call or the gateway failed. A single file among others that cannot be read is told by a warning.</exception>
    public async IAsyncEnumerable<DiagnoseScanResponse> DiagnoseScanAsync(
        IReadOnlyList<ScanFile> files, DiagnosisOptions? options = null, TimeSpan? timeout = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var deadline = timeout is { } limit ? Time.GetUtcNow().UtcDateTime + limit : (DateTime?)null;
        var (call, response) = await StartAsync(files, options, deadline, cancellationToken);
        await using (call)
        {
            for (; response is not null; response = await call.NextAsync(cancellationToken))
            {
                yield return response;
            }
        }
    }

    // Until the first answer came nothing was told to the caller, and all can be sent again.
    private async Task<(ScanCall Call, DiagnoseScanResponse? First)> StartAsync(
        IReadOnlyList<ScanFile> files, DiagnosisOptions? options, DateTime? deadline, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var call = new ScanCall(_service, new OutgoingScan(files), options, deadline, cancellationToken);
            try
            {
                return (call, await call.NextAsync(cancellationToken));
            }
            catch (DiagnosisException e) when (e.Code == StatusCode.Unavailable && tries < GatewayChannel.MostTries)
            {
                await call.DisposeAsync();
                await Task.Delay(FirstPause * Math.Pow(2, tries - 1), Time, cancellationToken);
            }
            catch
            {
                await call.DisposeAsync();
                throw;
            }
        }
    }

    private async Task<DiagnoseResponse> DiagnoseLargeAsync(ReadOnlyMemory<byte> file, DiagnosisOptions? options, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        DiagnoseResponse? answer = null;
        var warnings = "";
        await foreach (var response in DiagnoseScanAsync([new ScanFile(_ => ValueTask.FromResult(file))], options, timeout, cancellationToken))
        {
            if (response.Progress?.Total > 1)
            {
                throw new DiagnosisException(
                    StatusCode.InvalidArgument, "MULTI_FRAME_UNSUPPORTED", $"The DICOM object holds {response.Progress.Total} slices where one image is expected: send it as a scan.");
            }

            answer ??= response.Slice?.Diagnosis;
            warnings = string.Join(' ', response.Verdict?.Warnings.Select(warning => warning.Message) ?? []);
        }

        return answer ?? throw new DiagnosisException(StatusCode.InvalidArgument, "SLICE_UNREADABLE", warnings);
    }
}
