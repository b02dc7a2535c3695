using System.Runtime.CompilerServices;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Transport;
using Google.Protobuf;
using Grpc.Core;

namespace CovidGrpc.Client;

/// <summary>
/// Typed client of the gateway's operations: diagnoses that outlive a call, and this process. DICOM files are stripped of everything but
/// pixels, geometry and what preprocessing needs before they leave.
/// </summary>
public sealed class OperationClient : GatewayClient
{
    private readonly DiagnosisService.DiagnosisServiceClient _service;

    /// <summary>A client on a channel that its opener disposes.</summary>
    public OperationClient(ChannelBase channel, TimeProvider? time = null)
        : this(channel, time, owned: null)
    {
    }

    private OperationClient(ChannelBase channel, TimeProvider? time, IDisposable? owned)
        : base(time, owned) =>
        _service = new DiagnosisService.DiagnosisServiceClient(channel);

    /// <summary>A client of the gateway at <c>http(s)://host:port</c>. Calls that find it unavailable are repeated with growing pauses.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="security">Who calls, and whose certificates are trusted; null for nobody in particular, and those whom the system trusts.</param>
    /// <exception cref="PlaintextCredentialsException">Credentials would go in plain text to another machine.</exception>
    public static OperationClient Connect(Uri gateway, CallSecurity? security = null)
    {
        var channel = GatewayChannel.Open(gateway, security);
        return new OperationClient(channel, time: null, owned: channel);
    }

    /// <summary>Uploads a scan's files in any order; they are on the gateway's disk when this answers.</summary>
    /// <param name="files">The files; their places in this list are the numbers of instances in the verdict, and the order of pictures.</param>
    /// <param name="progress">Takes how many files have been sent.</param>
    /// <param name="cancellationToken">Stops; what was sent is deleted by the gateway in time.</param>
    /// <exception cref="DiagnosisException">No file can be sent, or the calls or the gateway failed.</exception>
    public async Task<Upload> UploadAsync(IReadOnlyList<ScanFile> files, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        // What stands for the scan's identifiers is drawn anew each time, so that a second upload never continues a first.
        var create = new CreateUploadRequest { RequestId = Guid.NewGuid().ToString() };
        var id = (await RunAsync(options => _service.CreateUploadAsync(create, options), null, cancellationToken)).UploadId;
        var scan = new OutgoingScan(files);
        var sent = 0;
        await foreach (var (number, file) in scan.ReadAsync(cancellationToken))
        {
            foreach (var (at, part) in FileParts.Of(file))
            {
                var append = new AppendChunkRequest { UploadId = id, File = number, Offset = (ulong)at, Data = UnsafeByteOperations.UnsafeWrap(part) };
                await RunAsync(options => _service.AppendChunkAsync(append, options), null, cancellationToken);
            }

            sent++;
            progress?.Report(sent);
        }

        await RunAsync(options => _service.FinishUploadAsync(new FinishUploadRequest { UploadId = id }, options), null, cancellationToken);
        return new Upload(id, sent, scan.LeftOut);
    }

    /// <summary>Starts the diagnosis of an upload.</summary>
    /// <param name="uploadId">The upload.</param>
    /// <param name="options">Settings; null for the gateway's.</param>
    /// <param name="requestId">Names this request, 1 to 256 characters: a repeat answers the first operation. Null draws one.</param>
    /// <param name="timeout">Longest wait for the answer; null for none.</param>
    /// <param name="cancellationToken">Stops the call; the operation goes on.</param>
    /// <exception cref="DiagnosisException">The upload is not there or not finished, the id was used for another request, or the call or the gateway failed.</exception>
    public Task<Operation> StartAsync(
        string uploadId, DiagnosisOptions? options = null, string? requestId = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        StartAsync(new StartDiagnosisRequest { UploadId = uploadId, Options = options, RequestId = requestId ?? Guid.NewGuid().ToString() }, timeout, cancellationToken);

    /// <summary>Starts the diagnosis of a study that the gateway's PACS bridge can fetch.</summary>
    /// <param name="reference">The keyed hash of its UID, as the bridge makes it: 2.25 and digits.</param>
    /// <param name="options">Settings; null for the gateway's.</param>
    /// <param name="requestId">Names this request, 1 to 256 characters: a repeat answers the first operation. Null draws one.</param>
    /// <param name="timeout">Longest wait for the answer; null for none.</param>
    /// <param name="cancellationToken">Stops the call; the operation goes on.</param>
    /// <exception cref="DiagnosisException">The reference is none, the id was used for another request, or the call or the gateway failed.</exception>
    public Task<Operation> StartStudyAsync(
        string reference, DiagnosisOptions? options = null, string? requestId = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        StartAsync(new StartDiagnosisRequest { StudyReference = reference, Options = options, RequestId = requestId ?? Guid.NewGuid().ToString() }, timeout, cancellationToken);

    /// <summary>One operation as it stands.</summary>
    /// <param name="operationId">The operation.</param>
    /// <param name="timeout">Longest wait for the answer; null for none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="DiagnosisException">There is none of that id, or the call or the gateway failed.</exception>
    public async Task<Operation> GetAsync(string operationId, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        (await RunAsync(options => _service.GetOperationAsync(new GetOperationRequest { OperationId = operationId }, options), timeout, cancellationToken)).Operation;

    /// <summary>An operation as it stands, and after each change until it has ended. Survives a gateway that goes and comes back within a minute.</summary>
    /// <param name="operationId">The operation.</param>
    /// <param name="cancellationToken">Stops watching; the operation goes on.</param>
    /// <exception cref="DiagnosisException">There is none of that id, or the call or the gateway failed.</exception>
    public async IAsyncEnumerable<Operation> WatchAsync(string operationId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var watch = new OperationWatch(_service, operationId, Time, cancellationToken);
        while (await watch.NextAsync() is { } operation)
        {
            yield return operation;
        }
    }

    /// <summary>Operations, the newest first, without their verdicts; fetched page by page as they are taken.</summary>
    /// <param name="state">Those in this state alone; all when unspecified.</param>
    /// <param name="timeout">Longest wait for a page; null for none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="DiagnosisException">The call or the gateway failed.</exception>
    public async IAsyncEnumerable<Operation> ListAsync(
        Operation.Types.State state = Operation.Types.State.Unspecified, TimeSpan? timeout = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new ListOperationsRequest { State = state };
        do
        {
            var page = await RunAsync(options => _service.ListOperationsAsync(request, options), timeout, cancellationToken);
            foreach (var operation in page.Operations)
            {
                yield return operation;
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }

    /// <summary>Asks an operation to stop; one that has ended stays as it is.</summary>
    /// <param name="operationId">The operation.</param>
    /// <param name="timeout">Longest wait for the answer; null for none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="DiagnosisException">There is none of that id, or the call or the gateway failed.</exception>
    public async Task<Operation> CancelAsync(string operationId, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        (await RunAsync(options => _service.CancelOperationAsync(new CancelOperationRequest { OperationId = operationId }, options), timeout, cancellationToken)).Operation;

    /// <summary>Puts an operation that failed or was cancelled back; any other one stays as it is.</summary>
    /// <param name="operationId">The operation.</param>
    /// <param name="timeout">Longest wait for the answer; null for none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="DiagnosisException">There is none of that id, or the call or the gateway failed.</exception>
    public async Task<Operation> ReplayAsync(string operationId, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        (await RunAsync(options => _service.ReplayOperationAsync(new ReplayOperationRequest { OperationId = operationId }, options), timeout, cancellationToken)).Operation;

    private async Task<Operation> StartAsync(StartDiagnosisRequest request, TimeSpan? timeout, CancellationToken cancellationToken) =>
        (await RunAsync(options => _service.StartDiagnosisAsync(request, options), timeout, cancellationToken)).Operation;
}
