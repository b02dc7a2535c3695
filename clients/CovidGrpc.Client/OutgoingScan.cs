using System.Runtime.CompilerServices;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Dicom.Identity;
using Grpc.Core;

namespace CovidGrpc.Client;

/// <summary>What leaves this process of a scan's files, stripped; one is in memory at a time. What cannot be read or stripped is left out and counted.</summary>
internal sealed class OutgoingScan(IReadOnlyList<ScanFile> files)
{
    // Drawn at random and never leaves this object: what stands for the identifiers of a scan cannot be traced back.
    private readonly KeyedUids _uids = KeyedUids.Random();
    private readonly SortedDictionary<string, int> _leftOut = new(StringComparer.Ordinal);
    private DiagnosisException? _lastRefusal;

    /// <summary>What was left out, for the verdict; null when every file was sent.</summary>
    public Warning? LeftOut => _leftOut.Count == 0 ? null : new Warning
    {
        Code = "INSTANCES_UNREADABLE",
        Message = $"{_leftOut.Values.Sum()} of {files.Count} files were not sent: {string.Join(", ", _leftOut.Select(reason => $"{reason.Key} ({reason.Value})"))}.",
    };

    /// <summary>The files in their order, by their numbers.</summary>
    /// <exception cref="DiagnosisException">There is no file that can be sent.</exception>
    public async IAsyncEnumerable<(uint Number, ReadOnlyMemory<byte> File)> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 0; i < files.Count; i++)
        {
            if (await OutgoingAsync(files[i], cancellationToken) is { IsEmpty: false } file)
            {
                yield return ((uint)i, file);
            }
        }

        if (_leftOut.Values.Sum() == files.Count)
        {
            throw files.Count == 1 ? _lastRefusal! : new DiagnosisException(StatusCode.InvalidArgument, "SCAN_EMPTY", LeftOut?.Message ?? "there are no files");
        }
    }

    private async Task<ReadOnlyMemory<byte>> OutgoingAsync(ScanFile file, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await file.ReadAsync(cancellationToken);
            return bytes.IsEmpty ? throw new DiagnosisException(StatusCode.InvalidArgument, "IMAGE_EMPTY", "the file is empty") : OutgoingImage.OfScan(bytes, _uids);
        }
        catch (DiagnosisException e)
        {
            LeaveOut(e);
        }
        catch (IOException e)
        {
            LeaveOut(new DiagnosisException(StatusCode.InvalidArgument, "FILE", e.Message, innerException: e));
        }

        return default;
    }

    private void LeaveOut(DiagnosisException refusal)
    {
        _lastRefusal = refusal;
        _leftOut[refusal.Reason] = _leftOut.GetValueOrDefault(refusal.Reason) + 1;
    }
}
