using CovidGrpc.Contracts.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace CovidGrpc.Client;

/// <summary>
/// Typed client of the gateway. DICOM files are stripped of everything but pixels, geometry and what preprocessing needs before they
/// leave this process.
/// </summary>
public sealed class DiagnosisClient : IDisposable
{
    /// <summary>Largest image of one call in bytes: 4 MiB less 64 KiB for the message around it.</summary>
    public const int MaxImageBytes = GatewayChannel.MaxMessageBytes - 65536;

    private readonly GrpcChannel? _owned;
    private readonly DiagnosisService.DiagnosisServiceClient _service;
    private readonly TimeProvider _time;

    /// <summary>A client on a channel that its opener disposes.</summary>
    public DiagnosisClient(ChannelBase channel, TimeProvider? time = null)
    {
        _service = new DiagnosisService.DiagnosisServiceClient(channel);
        _time = time ?? TimeProvider.System;
    }

    private DiagnosisClient(GrpcChannel channel)
        : this(channel, null) =>
        _owned = channel;

    /// <summary>A client of the gateway at <c>http(s)://host:port</c>. Calls that find it unavailable are repeated with growing pauses.</summary>
    public static DiagnosisClient Connect(Uri gateway) => new(GatewayChannel.Open(gateway));

    /// <summary>Diagnoses one image file: DICOM, PNG, JPEG or TIFF.</summary>
    /// <param name="file">The whole file, 1 to <see cref="MaxImageBytes"/> bytes.</param>
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
            throw new DiagnosisException(StatusCode.InvalidArgument, "IMAGE_TOO_LARGE", $"one call takes images up to {MaxImageBytes} bytes; this one has {image.Length}");
        }

        var request = new DiagnoseRequest { Image = UnsafeByteOperations.UnsafeWrap(image), Options = options };
        return await GatewayCall.RunAsync(call => _service.DiagnoseAsync(request, call), timeout, _time, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _owned?.Dispose();
}
