using System.Collections.Frozen;

namespace CovidGrpc.Pacs.Studies;

/// <summary>Which study a reference stands for: known to this process alone, from its last look at the PACS.</summary>
internal sealed class StudyDirectory
{
    private readonly TaskCompletionSource _filled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile FrozenDictionary<string, string> _studies = FrozenDictionary<string, string>.Empty;

    /// <summary>Takes what the last look found in place of what the one before did.</summary>
    /// <param name="studies">StudyInstanceUID by reference.</param>
    public void Fill(IReadOnlyDictionary<string, string> studies)
    {
        _studies = studies.ToFrozenDictionary(StringComparer.Ordinal);
        _filled.TrySetResult();
    }

    /// <summary>The study's StudyInstanceUID; null when the PACS shows none of that reference. Waits for the first look.</summary>
    public async Task<string?> FindAsync(string reference, CancellationToken cancellationToken)
    {
        await _filled.Task.WaitAsync(cancellationToken);
        return _studies.GetValueOrDefault(reference);
    }
}
