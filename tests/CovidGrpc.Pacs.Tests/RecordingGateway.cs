using System.Collections.Concurrent;
using System.Text;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Dicom;
using CovidGrpc.Testing;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CovidGrpc.Pacs.Tests;

/// <summary>A gateway that keeps what it receives, and finds the same square in every slice.</summary>
internal sealed class RecordingGateway : IAsyncDisposable
{
    public const int FirstPixel = 20;
    public const int LastPixel = 39;

    private LoopbackHost _host = null!;

    /// <summary>Digest of the one model.</summary>
    public string Digest { get; set; } = new('a', 64);

    /// <summary>Digest that the first answer cites, when another than is listed.</summary>
    public string? FirstAnswersDigest { get; set; }

    /// <summary>Scans to refuse before one is answered.</summary>
    public int Refusals { get; set; }

    /// <summary>Whether it finds a lung.</summary>
    public bool FindsLung { get; set; } = true;

    /// <summary>The files of each scan.</summary>
    public ConcurrentQueue<IReadOnlyList<byte[]>> Scans { get; } = [];

    public string Address => _host.GrpcAddress;

    public static async Task<RecordingGateway> StartAsync()
    {
        var gateway = new RecordingGateway();
        gateway._host = await LoopbackHost.StartAsync(
            builder => builder.Services.AddSingleton(gateway).AddSingleton<Diagnoses>().AddSingleton<Models>(),
            app =>
            {
                app.MapGrpcService<Diagnoses>();
                app.MapGrpcService<Models>();
            });
        return gateway;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static Model ModelOf(string digest) => new() { Identity = new ModelIdentity { Name = "square", Version = "1.0.0", Digest = digest } };

    private sealed class Models(RecordingGateway gateway) : ModelService.ModelServiceBase
    {
        public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context)
        {
            var response = new ListModelsResponse();
            response.Models.AddRange(((string[])["classification", "segmentation"]).Select(room =>
                new LoadedModel { Model = ModelOf(gateway.Digest), Room = room, InUse = true, DefaultModel = true }));
            return Task.FromResult(response);
        }
    }

    private sealed class Diagnoses(RecordingGateway gateway) : DiagnosisService.DiagnosisServiceBase
    {
        public override async Task DiagnoseScan(
            IAsyncStreamReader<DiagnoseScanRequest> requests, IServerStreamWriter<DiagnoseScanResponse> responses, ServerCallContext context)
        {
            var files = new SortedDictionary<uint, List<byte>>();
            var digest = "";
            await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
            {
                digest = request.Options?.ModelDigest ?? digest;
                if (request.Chunk is { } chunk)
                {
                    (files.TryGetValue(chunk.Instance, out var file) ? file : files[chunk.Instance] = []).AddRange(chunk.Data);
                }
            }

            if (gateway.Refusals-- > 0)
            {
                throw new RpcException(new Status(StatusCode.Unavailable, "busy"));
            }

            Assert.Equal(gateway.Digest, digest);
            gateway.Scans.Enqueue([.. files.Values.Select(file => file.ToArray())]);
            foreach (var (instance, file) in files)
            {
                var dataset = DicomFile.Read(file.ToArray()).Dataset;
                var (rows, columns) = ((uint)dataset.GetInteger(DicomTag.Rows)!.Value, (uint)dataset.GetInteger(DicomTag.Columns)!.Value);
                var slice = new SliceDiagnosis { Instance = instance, Diagnosis = new DiagnoseResponse { Findings = { Square(rows, columns) } } };
                await responses.WriteAsync(new DiagnoseScanResponse { Slice = slice });
            }

            await responses.WriteAsync(new DiagnoseScanResponse { Progress = new ScanProgress { Done = (uint)files.Count, Total = (uint)files.Count } });
            await responses.WriteAsync(new DiagnoseScanResponse { Verdict = Verdict((uint)files.Count) });
        }

        private ScanDiagnosis Verdict(uint slices) => new()
        {
            Model = ModelOf(gateway.Scans.Count == 1 && gateway.FirstAnswersDigest is { } other ? other : gateway.Digest),
            Slices = slices,
            Classification = new Classification { DiagnosisClass = DiagnosisClass.Covid19, Probabilities = { 0.1f, 0.2f, 0.7f } },
            Volumes =
            {
                gateway.FindsLung ? new TissueVolume { Tissue = Tissue.Lung, TotalMl = 4000, LeftMl = 1900, RightMl = 2100 } : new TissueVolume { Tissue = Tissue.Lung },
                new TissueVolume { Tissue = Tissue.GroundGlassOpacity, TotalMl = 40, LeftMl = 40 },
                new TissueVolume { Tissue = Tissue.Consolidation },
            },
            InvolvementPercent = 1,
            LeftInvolvementPercent = 2,
        };

        private static Finding Square(uint rows, uint columns) => new()
        {
            Tissue = Tissue.GroundGlassOpacity,
            Mask = new Mask { Rows = rows, Columns = columns, Rle = RunLengths(rows, columns) },
        };

        // Runs down the columns, zeros first; from the fourth on each is told as its difference to the one two before (COCO).
        private static string RunLengths(uint rows, uint columns)
        {
            const long Side = LastPixel - FirstPixel + 1;
            long[] runs =
            [
                (FirstPixel * rows) + FirstPixel, .. Enumerable.Repeat((long[])[Side, rows - Side], (int)Side - 1).SelectMany(pair => pair),
                Side, (rows * (columns - LastPixel - 1)) + rows - LastPixel - 1,
            ];
            var text = new StringBuilder();
            for (var i = 0; i < runs.Length; i++)
            {
                Append(text, i > 2 ? runs[i] - runs[i - 2] : runs[i]);
            }

            return text.ToString();
        }

        private static void Append(StringBuilder text, long number)
        {
            for (var more = true; more;)
            {
                var group = number & 0x1F;
                number >>= 5;
                more = (group & 0x10) != 0 ? number != -1 : number != 0;
                text.Append((char)((more ? group | 0x20 : group) + 48));
            }
        }
    }
}
