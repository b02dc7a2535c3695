using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Imaging.Scans;
using Google.Rpc;
using Grpc.Core;

namespace CovidGrpc.Preprocessing.Scans;

/// <summary>Receives the parts of a scan's files into the spool, and the headers of each file that is complete into the index.</summary>
internal sealed class ScanReception(ScanSpool spool, ScanIndex index, ScanOptions options)
{
    private const int MostChunkBytes = 65536;

    private int? _open;

    /// <summary>Takes a part.</summary>
    /// <exception cref="RpcException">The part is out of sequence, or the scan is larger than is taken.</exception>
    public async ValueTask AddAsync(InstanceChunk chunk, CancellationToken cancellationToken)
    {
        var instance = Instance(chunk);
        RequireRoom(instance, chunk.Data.Length);
        await spool.AppendAsync(instance, chunk.Data.Memory, cancellationToken);
        if (chunk.Last)
        {
            _open = null;
            index.Add(instance, await spool.ReadAsync(instance, cancellationToken));
        }
    }

    /// <summary>Ends the stream.</summary>
    /// <exception cref="RpcException">There was no file, or the last one is not complete.</exception>
    public void Finish()
    {
        if (spool.Files == 0)
        {
            throw Invalid("SCAN_EMPTY", "The stream holds no file.");
        }

        if (_open is not null)
        {
            throw Invalid("INSTANCE_INCOMPLETE", "The stream ended within a file: its last part has to say so.");
        }
    }

    private int Instance(InstanceChunk chunk)
    {
        if (chunk.Data.Length > MostChunkBytes)
        {
            throw Invalid("CHUNK_TOO_LARGE", $"A part of a file has at most {MostChunkBytes} bytes.");
        }

        if (chunk.Instance > int.MaxValue)
        {
            throw Invalid("INSTANCE_NUMBER", $"Numbers of files go up to {int.MaxValue}.");
        }

        var instance = (int)chunk.Instance;
        if (_open is null)
        {
            Begin(instance);
        }

        return _open == instance ? instance : throw Invalid("INSTANCE_INTERRUPTED", "A part of another file came before the last part of the one before.");
    }

    private void Begin(int instance)
    {
        if (spool.Contains(instance))
        {
            throw Invalid("INSTANCE_REPEATED", "A file came after its last part, or two files have the same number.");
        }

        if (spool.Files == options.MostFiles)
        {
            throw TooMuch("TOO_MANY_FILES", $"A scan may have at most {options.MostFiles} files here.");
        }

        spool.Begin(instance);
        _open = instance;
    }

    private void RequireRoom(int instance, int bytes)
    {
        if (spool.LengthOf(instance) + bytes > options.MostFileBytes)
        {
            throw TooMuch("FILE_TOO_LARGE", $"A file of a scan may have at most {options.MostFileBytes} bytes here.");
        }

        if (spool.Length + bytes > options.MostBytes)
        {
            throw TooMuch("SCAN_TOO_LARGE", $"A scan may have at most {options.MostBytes} bytes here.");
        }
    }

    private static RpcException Invalid(string reason, string message) => Fault.InvalidField("chunk", reason, message).ToRpcException();

    private static RpcException TooMuch(string reason, string message) => Fault.Create(Code.OutOfRange, reason, message).ToRpcException();
}
