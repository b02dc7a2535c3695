using System.Runtime.CompilerServices;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Audit;

namespace CovidGrpc.Gateway;

/// <summary>What the audit log is told of a diagnosis: the digest of what came, the models, the class. Nothing is worked out where none is kept.</summary>
internal static class AuditedDiagnosis
{
    /// <summary>The files of a scan as they are, while their digest grows.</summary>
    public static async IAsyncEnumerable<InstanceChunk> Read(
        this AuditedCall audited, IAsyncEnumerable<InstanceChunk> files, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var chunk in files.WithCancellation(cancellationToken))
        {
            audited.AddInput(chunk.Data.Span);
            yield return chunk;
        }
    }

    public static void Answer(this AuditedCall audited, DiagnoseResponse answer) => Answer(audited, answer.Model, answer.ClassificationModel, answer.Classification);

    public static void Answer(this AuditedCall audited, ScanDiagnosis verdict) => Answer(audited, verdict.Model, verdict.ClassificationModel, verdict.Classification);

    private static void Answer(AuditedCall audited, Model? finder, Model? classifier, Classification? classification)
    {
        audited.AddModel(finder);
        audited.AddModel(classifier);
        audited.Result = classification?.DiagnosisClass.ToString();
    }
}
