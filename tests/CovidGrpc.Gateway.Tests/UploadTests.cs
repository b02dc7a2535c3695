using System.Security.Cryptography;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Gateway.Uploads;
using CovidGrpc.Testing;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace CovidGrpc.Gateway.Tests;

/// <summary>Uploads to the real gateway on loopback.</summary>
public sealed class UploadTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-test-uploads-");
    private LoopbackHost _gateway = null!;

    private DiagnosisService.DiagnosisServiceClient Client => new(_gateway.Channel);

    public async ValueTask InitializeAsync() => _gateway = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Upload_PartsInSequenceAndRepeated_IsKeptUnderItsDigestAcrossARestart()
    {
        var content = RandomNumberGenerator.GetBytes(100_000);
        var id = await CreateAsync();
        Assert.Equal(id, await CreateAsync());

        Assert.Equal(60_000u, (await AppendAsync(id, 1, 0, content[..60_000])).Size);
        Assert.Equal(60_000u, (await AppendAsync(id, 1, 10_000, content[10_000..50_000])).Size);
        Assert.Equal(100_000u, (await AppendAsync(id, 1, 50_000, content[50_000..])).Size);
        await AppendAsync(id, 0, 0, [1, 2, 3]);
        Assert.Equal(2u, (await Client.FinishUploadAsync(new FinishUploadRequest { UploadId = id })).Files);
        Assert.Equal(2u, (await Client.FinishUploadAsync(new FinishUploadRequest { UploadId = id })).Files);

        await using var restarted = await StartAsync();
        var files = (await restarted.Services.GetRequiredService<IUploads>().FindAsync(id, CancellationToken.None))!;
        Assert.Equal([0u, 1u], files.Select(file => file.Number));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), files[1].Digest);
        Assert.Equal(content, await File.ReadAllBytesAsync(files[1].Path));
    }

    [Fact]
    public async Task Upload_WhatCannotBe_IsRefusedWithTheReason()
    {
        var id = await CreateAsync();
        await RpcAssert.FailsAsync(Client.CreateUploadAsync(new CreateUploadRequest()), StatusCode.InvalidArgument, "REQUEST_ID");
        await RpcAssert.FailsAsync(Append(id, 0, 5, [1]), StatusCode.OutOfRange, "OFFSET_GAP");
        await RpcAssert.FailsAsync(Append(id, 0, 0, new byte[65537]), StatusCode.InvalidArgument, "CHUNK_TOO_LARGE");
        await RpcAssert.FailsAsync(Append("../../etc", 0, 0, [1]), StatusCode.NotFound, "UPLOAD_NOT_FOUND");
        await RpcAssert.FailsAsync(Append(new string('a', 32), 0, 0, [1]), StatusCode.NotFound, "UPLOAD_NOT_FOUND");
        await Client.FinishUploadAsync(new FinishUploadRequest { UploadId = id });
        await RpcAssert.FailsAsync(Append(id, 0, 0, [1]), StatusCode.FailedPrecondition, "UPLOAD_FINISHED");
    }

    [Fact]
    public async Task Upload_OverALimit_IsRefusedByName()
    {
        await using var small = await StartAsync(new() { ["Uploads:MostFiles"] = "1", ["Uploads:MostBytes"] = "10", ["Uploads:MostUploads"] = "1" });
        var client = new DiagnosisService.DiagnosisServiceClient(small.Channel);
        var id = (await client.CreateUploadAsync(new CreateUploadRequest { RequestId = "one" })).UploadId;
        AsyncUnaryCall<AppendChunkResponse> Send(uint file, int bytes) =>
            client.AppendChunkAsync(new AppendChunkRequest { UploadId = id, File = file, Data = ByteString.CopyFrom(new byte[bytes]) });

        await RpcAssert.FailsAsync(Send(0, 11), StatusCode.OutOfRange, "UPLOAD_TOO_LARGE");
        await Send(0, 10);
        await RpcAssert.FailsAsync(Send(1, 0), StatusCode.OutOfRange, "TOO_MANY_FILES");
        await RpcAssert.FailsAsync(client.CreateUploadAsync(new CreateUploadRequest { RequestId = "two" }), StatusCode.ResourceExhausted, "TOO_MANY_UPLOADS");
    }

    [Fact]
    public async Task Append_DiskFull_IsExhaustedAndGoesOnOnceThereIsRoom()
    {
        using var disk = TinyDisk.Mount();
        await using var gateway = await StartAsync(new() { ["Uploads:Folder"] = disk.Path });
        var client = new DiagnosisService.DiagnosisServiceClient(gateway.Channel);
        var id = (await client.CreateUploadAsync(new CreateUploadRequest { RequestId = "one" })).UploadId;
        var other = Path.Combine(disk.Path, "other");
        await File.WriteAllBytesAsync(other, new byte[800 << 10]);
        var content = RandomNumberGenerator.GetBytes(300_000);
        AsyncUnaryCall<AppendChunkResponse> Send(int at) => client.AppendChunkAsync(
            new AppendChunkRequest { UploadId = id, Offset = (ulong)at, Data = ByteString.CopyFrom(content.AsSpan(at, 60_000)) });
        foreach (var at in (int[])[0, 60_000, 120_000])
        {
            await Send(at);
        }

        var status = await RpcAssert.FailsAsync(Send(180_000), StatusCode.ResourceExhausted, "DISK_FULL");

        Assert.NotNull(status.GetDetail<Google.Rpc.RetryInfo>());
        File.Delete(other);
        await Send(180_000);
        Assert.Equal(300_000u, (await Send(240_000)).Size);
        await client.FinishUploadAsync(new FinishUploadRequest { UploadId = id });
        var files = (await gateway.Services.GetRequiredService<IUploads>().FindAsync(id, CancellationToken.None))!;
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), Assert.Single(files).Digest);
    }

    [Fact]
    public async Task Sweep_OldUploads_AreDeletedAndNewAndNeededOnesStay()
    {
        var (old, young, needed) = (await CreateAsync("old"), await CreateAsync("young"), await CreateAsync("needed"));
        UploadFolders.Age(_folder, old);
        UploadFolders.Age(_folder, needed);

        await _gateway.Services.GetRequiredService<UploadStore>().SweepAsync(new HashSet<string> { needed }, CancellationToken.None);

        Assert.Equal(new[] { young, needed }.Order(), _folder.EnumerateDirectories().Select(folder => folder.Name).Order());
    }

    private async Task<string> CreateAsync(string requestId = "request") => (await Client.CreateUploadAsync(new CreateUploadRequest { RequestId = requestId })).UploadId;

    private async Task<AppendChunkResponse> AppendAsync(string id, uint file, ulong offset, byte[] data) => await Append(id, file, offset, data);

    private AsyncUnaryCall<AppendChunkResponse> Append(string id, uint file, ulong offset, byte[] data) =>
        Client.AppendChunkAsync(new AppendChunkRequest { UploadId = id, File = file, Offset = offset, Data = ByteString.CopyFrom(data) });

    private Task<LoopbackHost> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var all = new Dictionary<string, string?>(settings ?? []);
        all.TryAdd("Uploads:Folder", _folder.FullName);
        foreach (var service in (string[])[GatewayHost.Preprocessing, GatewayHost.Segmentation, GatewayHost.Classification])
        {
            all[$"Services:{service}:Address"] = "http://127.0.0.1:1";
        }

        return LoopbackHost.StartAsync(builder => builder.AddGateway(), app => app.MapGateway(), all);
    }
}
