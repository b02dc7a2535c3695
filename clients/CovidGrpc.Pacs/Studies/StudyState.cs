namespace CovidGrpc.Pacs.Studies;

/// <summary>A study as it looked when it was last looked at.</summary>
/// <param name="Instances">All its instances, as the PACS counts them; null where it does not tell.</param>
/// <param name="Images">Its CT images.</param>
/// <param name="Digest">What stands for these.</param>
/// <param name="Since">When they were first seen so.</param>
/// <param name="Models">The models for which it was submitted so; null for none.</param>
internal sealed record StudyState(int? Instances, int Images, string Digest, DateTimeOffset Since, string? Models = null)
{
    /// <summary>Whether nothing is to be done for it as long as the PACS counts as many instances.</summary>
    /// <param name="models">The models in use; null when they are not known.</param>
    /// <param name="now">The time.</param>
    /// <param name="stableAfter">How long a study stays the same before it counts as complete.</param>
    public bool CanWait(string? models, DateTimeOffset now, TimeSpan stableAfter) =>
        Images == 0 || models is null || Models == models || now - Since < stableAfter;
}
