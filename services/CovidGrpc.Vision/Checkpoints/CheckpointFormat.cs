namespace CovidGrpc.Vision.Checkpoints;

/// <summary>The two file formats of <c>torch.save</c>.</summary>
public enum CheckpointFormat
{
    /// <summary>A ZIP archive, torch 1.6 and later.</summary>
    Zip,

    /// <summary>A stream of pickles followed by the storages, up to torch 1.5 and on request later.</summary>
    Legacy,
}
