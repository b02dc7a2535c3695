namespace CovidGrpc.Hosting.Security;

/// <summary>What a caller may be allowed to do; tokens and API keys carry these names.</summary>
public static class Roles
{
    /// <summary>To look at models and at the operations whose names the caller knows.</summary>
    public const string Read = "read";

    /// <summary>To have images and scans diagnosed, in whole or by one stage.</summary>
    public const string Diagnose = "diagnose";

    /// <summary>To have predictions measured against a reference.</summary>
    public const string Evaluate = "evaluate";

    /// <summary>To load and unload models, and to list and replay the operations of all.</summary>
    public const string Admin = "admin";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Read, Diagnose, Evaluate, Admin];
}
