using System.Security.Claims;

namespace CovidGrpc.Hosting.Security;

/// <summary>The table of who may call what, for all hosts. What is not in it is called by nobody.</summary>
public static class RpcRoles
{
    private const string Diagnosis = "covid.v1.DiagnosisService";
    private const string Models = "covid.v1.ModelService";

    // Probes carry no credentials.
    private static readonly HashSet<string> Open = ["grpc.health.v1.Health/Check", "grpc.health.v1.Health/List", "grpc.health.v1.Health/Watch"];

    private static readonly Dictionary<string, string[]> Table = new()
    {
        [$"{Diagnosis}/Diagnose"] = [Roles.Diagnose],
        [$"{Diagnosis}/DiagnoseScan"] = [Roles.Diagnose],
        [$"{Diagnosis}/CreateUpload"] = [Roles.Diagnose],
        [$"{Diagnosis}/AppendChunk"] = [Roles.Diagnose],
        [$"{Diagnosis}/FinishUpload"] = [Roles.Diagnose],
        [$"{Diagnosis}/StartDiagnosis"] = [Roles.Diagnose],
        [$"{Diagnosis}/GetOperation"] = [Roles.Read, Roles.Diagnose, Roles.Admin],
        [$"{Diagnosis}/WatchOperation"] = [Roles.Read, Roles.Diagnose, Roles.Admin],
        [$"{Diagnosis}/CancelOperation"] = [Roles.Diagnose, Roles.Admin],
        [$"{Diagnosis}/ListOperations"] = [Roles.Admin],
        [$"{Diagnosis}/ReplayOperation"] = [Roles.Admin],
        ["covid.v1.PreprocessingService/Preprocess"] = [Roles.Diagnose],
        ["covid.v1.PreprocessingService/PreprocessScan"] = [Roles.Diagnose],
        ["covid.v1.SegmentationService/Segment"] = [Roles.Diagnose],
        ["covid.v1.ClassificationService/Classify"] = [Roles.Diagnose],
        ["covid.v1.ClassificationService/ClassifyScan"] = [Roles.Diagnose],
        ["covid.v1.EvaluationService/EvaluateSegmentation"] = [Roles.Evaluate],
        ["covid.v1.EvaluationService/EvaluateClassification"] = [Roles.Evaluate],
        [$"{Models}/ListModels"] = [.. Roles.All],
        [$"{Models}/GetModel"] = [.. Roles.All],
        [$"{Models}/LoadModel"] = [Roles.Admin],
        [$"{Models}/UnloadModel"] = [Roles.Admin],
        ["grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"] = [.. Roles.All],
        ["grpc.reflection.v1.ServerReflection/ServerReflectionInfo"] = [.. Roles.All],
    };

    /// <summary>The roles of which a caller needs one; empty where nobody may call.</summary>
    /// <param name="rpc">Full name, as <c>covid.v1.DiagnosisService/Diagnose</c>.</param>
    public static IReadOnlyList<string> Of(string rpc) => Table.GetValueOrDefault(rpc, []);

    /// <summary>Whether the call needs no credentials.</summary>
    /// <param name="rpc">Full name.</param>
    public static bool IsOpen(string rpc) => Open.Contains(rpc);

    /// <summary>Whether the caller may call.</summary>
    /// <param name="rpc">Full name.</param>
    /// <param name="caller">Who calls; nobody yet where its identity is not authenticated.</param>
    internal static bool Admit(string rpc, ClaimsPrincipal caller) =>
        IsOpen(rpc) || (caller.Identity is { IsAuthenticated: true } && Of(rpc).Any(caller.IsInRole));
}
