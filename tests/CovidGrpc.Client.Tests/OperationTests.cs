using System.Text;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Testing;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using State = CovidGrpc.Contracts.V1.Operation.Types.State;

namespace CovidGrpc.Client.Tests;

public sealed class OperationTests : IAsyncLifetime
{
    private readonly FakeOperations _fake = new();
    private LoopbackHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _host = await LoopbackHost.StartAsync(builder => builder.Services.AddSingleton(_fake), app => app.MapGrpcService<FakeOperations>());

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Upload_Files_ArriveWholeUnderTheirNumbersAndStrippedOfIdentity()
    {
        using var client = Connect();
        byte[] picture = [0x89, (byte)'P', (byte)'N', (byte)'G', .. new byte[200_000]];
        var sent = 0;

        var upload = await client.UploadAsync([File(picture), File("a letter"u8.ToArray()), File(Repository.PathOf("deploy", "sample", "chest.dcm"))], new Counter(files => sent = files), Cancellation);

        Assert.Equal((2, 2), (upload.Files, sent));
        Assert.StartsWith("1 of 3 files were not sent", upload.LeftOut!.Message, StringComparison.Ordinal);
        Assert.Equal([0u, 2u], _fake.Files.Keys);
        Assert.Equal(picture, _fake.Files[0].ToArray());
        Assert.DoesNotContain("1.2.826", Encoding.Latin1.GetString(_fake.Files[2].ToArray()), StringComparison.Ordinal);
        Assert.True(_fake.IsFinished);
        Assert.Equal("SCAN_EMPTY", (await Assert.ThrowsAsync<DiagnosisException>(() => client.UploadAsync([], cancellationToken: Cancellation))).Reason);
    }

    [Fact]
    public async Task Watch_GatewayGoesInTheMiddle_WatchesAgainAndTellsEachChangeOnce()
    {
        using var client = Connect();
        _fake.Watches.Enqueue([State.Pending, State.Running]);
        _fake.Watches.Enqueue([State.Running, State.Succeeded]);

        var states = await client.WatchAsync("id", Cancellation).Select(operation => operation.State).ToListAsync(Cancellation);

        Assert.Equal([State.Pending, State.Running, State.Succeeded], states);
    }

    [Fact]
    public async Task Watch_UnknownOperation_IsRefused()
    {
        using var client = Connect();

        var refusal = await Assert.ThrowsAsync<DiagnosisException>(() => client.WatchAsync("id", Cancellation).ToListAsync(Cancellation).AsTask());

        Assert.Equal((StatusCode.NotFound, "OPERATION_NOT_FOUND"), (refusal.Code, refusal.Reason));
    }

    [Fact]
    public async Task List_Pages_AreFetchedAsTheyAreTaken()
    {
        using var client = Connect();

        Assert.Equal(["0", "1"], await client.ListAsync(cancellationToken: Cancellation).Take(2).Select(operation => operation.OperationId).ToListAsync(Cancellation));
        Assert.Equal(["", "1"], _fake.Tokens);
        Assert.Equal(["0", "1", "2"], await client.ListAsync(cancellationToken: Cancellation).Select(operation => operation.OperationId).ToListAsync(Cancellation));
    }

    private static ScanFile File(byte[] content) => new(_ => ValueTask.FromResult<ReadOnlyMemory<byte>>(content));

    private static ScanFile File(string path) => new(async token => await System.IO.File.ReadAllBytesAsync(path, token));

    private OperationClient Connect() => OperationClient.Connect(new Uri(_host.GrpcAddress));

    private sealed class Counter(Action<int> tell) : IProgress<int>
    {
        public void Report(int value) => tell(value);
    }

    /// <summary>Keeps one upload; each watch tells the next of its lists and then is cut off, unless it has told the end.</summary>
    private sealed class FakeOperations : DiagnosisService.DiagnosisServiceBase
    {
        public SortedDictionary<uint, MemoryStream> Files { get; } = [];

        public bool IsFinished { get; private set; }

        public Queue<State[]> Watches { get; } = new();

        public List<string> Tokens { get; } = [];

        public override Task<CreateUploadResponse> CreateUpload(CreateUploadRequest request, ServerCallContext context) => Task.FromResult(new CreateUploadResponse { UploadId = "upload" });

        public override Task<AppendChunkResponse> AppendChunk(AppendChunkRequest request, ServerCallContext context)
        {
            var file = Files.TryGetValue(request.File, out var known) ? known : Files[request.File] = new MemoryStream();
            Assert.Equal((ulong)file.Length, request.Offset);
            file.Write(request.Data.Span);
            return Task.FromResult(new AppendChunkResponse { Size = (ulong)file.Length });
        }

        public override Task<FinishUploadResponse> FinishUpload(FinishUploadRequest request, ServerCallContext context)
        {
            IsFinished = true;
            return Task.FromResult(new FinishUploadResponse());
        }

        public override async Task WatchOperation(WatchOperationRequest request, IServerStreamWriter<WatchOperationResponse> responseStream, ServerCallContext context)
        {
            if (!Watches.TryDequeue(out var states))
            {
                throw Fault.Create(Google.Rpc.Code.NotFound, "OPERATION_NOT_FOUND", "none").ToRpcException();
            }

            foreach (var state in states)
            {
                await responseStream.WriteAsync(new WatchOperationResponse { Operation = new Operation { State = state } });
            }

            if (states[^1] != State.Succeeded)
            {
                throw Fault.Unavailable("GATEWAY_STOPPING", "stopping", TimeSpan.FromSeconds(1)).ToRpcException();
            }
        }

        public override Task<ListOperationsResponse> ListOperations(ListOperationsRequest request, ServerCallContext context)
        {
            Tokens.Add(request.PageToken);
            var number = request.PageToken.Length == 0 ? 0 : int.Parse(request.PageToken, System.Globalization.CultureInfo.InvariantCulture);
            return Task.FromResult(new ListOperationsResponse { Operations = { new Operation { OperationId = $"{number}" } }, NextPageToken = number < 2 ? $"{number + 1}" : "" });
        }
    }
}
