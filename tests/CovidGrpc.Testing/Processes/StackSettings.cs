namespace CovidGrpc.Testing.Processes;

/// <summary>What a <see cref="StackProcesses"/> is.</summary>
/// <param name="ModelStore">Folder of models, or of one.</param>
public sealed record StackSettings(string ModelStore)
{
    /// <summary>The model of the store that answers; null where there is one.</summary>
    public string? ModelName { get; init; }

    /// <summary>Whether the ways between the parts are such that they can be cut and slowed.</summary>
    public bool Linked { get; init; }

    /// <summary>Whether there is an Orthanc, and the bridge that follows it.</summary>
    public bool FollowsPacs { get; init; }

    /// <summary>Whether Orthanc takes an instance that it holds once more.</summary>
    public bool OverwriteInstances { get; init; } = true;

    /// <summary>
    /// Who signs the certificates of the gateway and of the three services behind it, which then speak TLS to each other and to clients; null for plain text.
    /// Not together with a PACS.
    /// </summary>
    public TestAuthority? Authority { get; init; }

    /// <summary>Where the Redis of the jobs keeps them; a folder of its own when null.</summary>
    public string? JobsFolder { get; init; }

    /// <summary>Where uploads lie; a folder of the stack when null.</summary>
    public string? UploadFolder { get; init; }

    /// <summary>Further settings of all services; they go before the stack's.</summary>
    public IReadOnlyDictionary<string, string> Services { get; init; } = new Dictionary<string, string>();

    /// <summary>Further settings of the gateway; they go before the stack's.</summary>
    public IReadOnlyDictionary<string, string> Gateway { get; init; } = new Dictionary<string, string>();

    /// <summary>Further settings of the bridge; they go before the stack's.</summary>
    public IReadOnlyDictionary<string, string> Pacs { get; init; } = new Dictionary<string, string>();
}
