using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using CovidGrpc.Hosting.Faults;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Gateway.Uploads;

/// <summary>
/// Uploads on disk, a folder each: <c>parts/NUMBER</c> while they grow; once finished <c>files/SHA256</c> and <c>manifest.json</c>, synced
/// before the caller is told. The folder's name derives from the caller's request id, so that a repeat finds the first upload, after a
/// restart too.
/// </summary>
internal sealed class UploadStore(IOptions<UploadOptions> options, TimeProvider time) : IUploads
{
    private const int MostChunkBytes = 65536;

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new();

    private string Root => options.Value.Root;

    /// <summary>NOT_FOUND, as a caller is told of an upload that is not here.</summary>
    public static RpcException NotFound() =>
        Fault.Create(Code.NotFound, "UPLOAD_NOT_FOUND", "There is no such upload, or its time is over.").ToRpcException();

    /// <summary>Opens an upload, or finds the one of the same request.</summary>
    public string Create(string requestId)
    {
        var id = RequestId.NameOf(requestId);
        if (!Directory.Exists(FolderOf(id)))
        {
            if (Directory.Exists(Root) && Directory.EnumerateDirectories(Root).Count() >= options.Value.MostUploads)
            {
                throw Fault.Busy("TOO_MANY_UPLOADS", "Too many uploads are kept.", TimeSpan.FromMinutes(1)).ToRpcException();
            }

            Directory.CreateDirectory(PartsOf(id));
        }

        return id;
    }

    /// <summary>Appends to a file; bytes that are there already stay as they are. Answers the file's size.</summary>
    public async Task<long> AppendAsync(string id, uint file, ulong offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (data.Length > MostChunkBytes)
        {
            throw Fault.InvalidField("data", "CHUNK_TOO_LARGE", $"A part of a file has at most {MostChunkBytes} bytes.").ToRpcException();
        }

        using var hold = await LockAsync(id, cancellationToken);
        if (!Directory.Exists(PartsOf(id)))
        {
            throw Fault.Precondition("upload_id", "UPLOAD_FINISHED", "The upload is finished and takes no more.").ToRpcException();
        }

        var parts = new DirectoryInfo(PartsOf(id)).GetFiles();
        var part = Array.Find(parts, part => part.Name == $"{file}");
        var size = part?.Length ?? 0;
        if (offset > (ulong)size)
        {
            throw Fault.Create(Code.OutOfRange, "OFFSET_GAP", $"The file has {size} bytes so far: the next part begins there.").ToRpcException();
        }

        var known = (int)Math.Min((ulong)data.Length, (ulong)size - offset);
        RequireRoom(parts, part, data.Length - known);
        await using var stream = new FileStream(Path.Combine(PartsOf(id), $"{file}"), FileMode.Append);
        await stream.WriteAsync(data[known..], cancellationToken);
        return size + data.Length - known;
    }

    /// <summary>Closes an upload: its files lie on disk under their digests when this answers. Answers how many there are; repeatable.</summary>
    public async Task<int> FinishAsync(string id, CancellationToken cancellationToken)
    {
        using var hold = await LockAsync(id, cancellationToken);
        if (await FindAsync(id, cancellationToken) is { } finished)
        {
            return finished.Count;
        }

        Directory.CreateDirectory(FilesOf(id));
        var digests = new SortedDictionary<uint, string>();
        foreach (var part in Directory.EnumerateFiles(PartsOf(id)))
        {
            digests.Add(uint.Parse(Path.GetFileName(part), System.Globalization.CultureInfo.InvariantCulture), await SyncAsync(id, part, cancellationToken));
        }

        var manifest = ManifestOf(id);
        await using (var stream = File.Create($"{manifest}.new"))
        {
            await JsonSerializer.SerializeAsync(stream, digests, cancellationToken: cancellationToken);
            stream.Flush(flushToDisk: true);
        }

        File.Move($"{manifest}.new", manifest);
        Directory.Delete(PartsOf(id), recursive: true);
        return digests.Count;
    }

    public async Task<IReadOnlyList<UploadedFile>?> FindAsync(string uploadId, CancellationToken cancellationToken)
    {
        var manifest = ManifestOf(uploadId);
        if (!File.Exists(manifest))
        {
            return null;
        }

        await using var stream = File.OpenRead(manifest);
        var digests = await JsonSerializer.DeserializeAsync<SortedDictionary<uint, string>>(stream, cancellationToken: cancellationToken);
        return [.. digests!.Select(file => new UploadedFile(file.Key, file.Value, Path.Combine(FilesOf(uploadId), file.Value)))];
    }

    /// <summary>Lets the time of a finished upload begin anew.</summary>
    /// <exception cref="RpcException">NOT_FOUND: there is none of that id; FAILED_PRECONDITION: it is not finished.</exception>
    public async Task TouchAsync(string id, CancellationToken cancellationToken)
    {
        using var hold = await LockAsync(id, cancellationToken);
        if (!File.Exists(ManifestOf(id)))
        {
            throw Fault.Precondition("upload_id", "UPLOAD_NOT_FINISHED", "The upload is not finished.").ToRpcException();
        }

        File.SetLastWriteTimeUtc(ManifestOf(id), time.GetUtcNow().UtcDateTime);
    }

    /// <summary>Deletes the uploads whose time is over and that nothing needs.</summary>
    /// <param name="needed">Ids of those that something needs, told before this call.</param>
    /// <param name="cancellationToken">Stops between two uploads.</param>
    public async Task SweepAsync(IReadOnlySet<string> needed, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Root))
        {
            return;
        }

        var oldest = time.GetUtcNow().UtcDateTime - options.Value.Lifetime;
        foreach (var folder in new DirectoryInfo(Root).EnumerateDirectories().Where(folder => IsId(folder.Name) && !needed.Contains(folder.Name)))
        {
            using var hold = await LockAsync(folder.Name, cancellationToken);
            if (folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Append(folder).Max(entry => entry.LastWriteTimeUtc) < oldest)
            {
                folder.Delete(recursive: true);
                _locks.TryRemove(folder.Name, out _);
            }
        }
    }

    // What was written once lies under its digest; two files of the same content are one.
    private async Task<string> SyncAsync(string id, string part, CancellationToken cancellationToken)
    {
        string digest;
        await using (var stream = new FileStream(part, FileMode.Open, FileAccess.ReadWrite))
        {
            stream.Flush(flushToDisk: true);
            digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        }

        // A copy, not a move: a finish that is cut off can be repeated from the parts.
        var file = Path.Combine(FilesOf(id), digest);
        File.Copy(part, file, overwrite: true);
        using var copy = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(copy);
        return digest;
    }

    private void RequireRoom(FileInfo[] parts, FileInfo? part, int more)
    {
        if (part is null && parts.Length >= options.Value.MostFiles)
        {
            throw Fault.Create(Code.OutOfRange, "TOO_MANY_FILES", $"An upload may have at most {options.Value.MostFiles} files here.").ToRpcException();
        }

        if (parts.Sum(file => file.Length) + more > options.Value.MostBytes)
        {
            throw Fault.Create(Code.OutOfRange, "UPLOAD_TOO_LARGE", $"An upload may have at most {options.Value.MostBytes} bytes here.").ToRpcException();
        }
    }

    private async Task<IDisposable> LockAsync(string id, CancellationToken cancellationToken)
    {
        if (!IsId(id) || !Directory.Exists(FolderOf(id)))
        {
            throw NotFound();
        }

        var gate = _locks.GetOrAdd(id, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken);
        return new Hold(gate);
    }

    // Ids name folders: nothing but what Create makes is taken.
    private static bool IsId(string id) => id.Length == 32 && id.All(char.IsAsciiHexDigitLower);

    private string FolderOf(string id) => IsId(id) ? Path.Combine(Root, id) : Path.Combine(Root, "none");

    private string ManifestOf(string id) => Path.Combine(FolderOf(id), "manifest.json");

    private string PartsOf(string id) => Path.Combine(FolderOf(id), "parts");

    private string FilesOf(string id) => Path.Combine(FolderOf(id), "files");

    private sealed class Hold(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
