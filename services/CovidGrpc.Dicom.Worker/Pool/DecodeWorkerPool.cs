using System.Collections.Concurrent;
using System.Text;
using CovidGrpc.Dicom.Codecs;

namespace CovidGrpc.Dicom.Worker.Pool;

/// <summary>
/// Decodes every supported compression: this library's codecs in this process, those of others in worker processes, which are
/// started on demand, used again, and killed when they take too long. Safe for use by several threads at once.
/// </summary>
/// <param name="options">Limits; the defaults when null.</param>
/// <param name="time">Clock; the system's when null.</param>
public sealed class DecodeWorkerPool(DecodeWorkerOptions? options = null, TimeProvider? time = null) : IFrameDecoder, IDisposable
{
    private readonly DecodeWorkerOptions _options = options ?? new DecodeWorkerOptions();
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly SemaphoreSlim _places = new((options ?? new DecodeWorkerOptions()).MaxWorkers);
    private readonly ConcurrentBag<DecodeWorker> _idle = [];

    /// <summary>The pool of this process; its workers end with it.</summary>
    public static DecodeWorkerPool Shared { get; } = new();

    /// <summary>Processes that wait for work.</summary>
    internal IEnumerable<int> IdleProcesses => _idle.Select(worker => worker.ProcessId);

    /// <inheritdoc/>
    public byte[] Decode(DicomTransferSyntax syntax, ReadOnlyMemory<byte> codeStream, PixelFormat format, CancellationToken cancellation = default)
    {
        if (syntax.Compression is not (PixelCompression.Jpeg or PixelCompression.Jpeg2000))
            return ManagedFrameDecoder.Instance.Decode(syntax, codeStream, format, cancellation);
        if (format.BitsAllocated is not (8 or 16))
            throw new DicomException(DicomReasons.UnsupportedPixels, "The pixels of the DICOM image have neither 8 nor 16 bits allocated.");
        var request = new DecodeRequest(syntax.Compression, format.Rows, format.Columns, format.SamplesPerPixel, format.BytesPerSample, codeStream);
        var reply = Ask(request, cancellation);
        return reply.Outcome switch
        {
            DecodeOutcome.Decoded when reply.Payload.Length == format.FrameBytes => reply.Payload,
            DecodeOutcome.Unavailable => throw new DicomException(DicomReasons.DecoderUnavailable, $"{syntax.Name} cannot be decoded: {Encoding.UTF8.GetString(reply.Payload)}."),
            _ => throw new DicomException(DicomReasons.CodeStreamDamaged, $"The {syntax.Name} pixel data is damaged: {Encoding.UTF8.GetString(reply.Payload)}."),
        };
    }

    /// <summary>Ends the workers that wait; one at work ends when it is done.</summary>
    public void Dispose()
    {
        while (_idle.TryTake(out var worker))
            worker.Dispose();
        _places.Dispose();
    }

    private DecodeReply Ask(DecodeRequest request, CancellationToken cancellation)
    {
        _places.Wait(cancellation);
        try
        {
            var worker = Rent();
            try
            {
                var reply = worker.Decode(request, cancellation);
                _idle.Add(worker);
                return reply;
            }
            catch
            {
                worker.Dispose();
                throw;
            }
        }
        finally
        {
            _places.Release();
        }
    }

    private DecodeWorker Rent()
    {
        while (_idle.TryTake(out var worker))
        {
            if (worker.IsAlive)
                return worker;
            worker.Dispose();
        }

        return DecodeWorker.Start(_options, _time);
    }
}
