using System.Text.Json;
using CovidGrpc.Dicom;
using CovidGrpc.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CovidGrpc.Pacs.Tests;

/// <summary>Answers searches from a list, and counts them.</summary>
internal sealed class ScriptedPacs : IAsyncDisposable
{
    private LoopbackHost _host = null!;

    /// <summary>SOP classes of each study's instances; their identifiers are the study's and their number.</summary>
    public Dictionary<string, List<string>> Studies { get; } = [];

    /// <summary>Studies of which the PACS does not list the instances.</summary>
    public HashSet<string> Damaged { get; } = [];

    /// <summary>Searches for instances so far, pages apart.</summary>
    public int Listings { get; private set; }

    public string Url => _host.HttpAddress;

    public static async Task<ScriptedPacs> StartAsync()
    {
        var pacs = new ScriptedPacs();
        pacs._host = await LoopbackHost.StartAsync(_ => { }, app => app.Run(pacs.AnswerAsync));
        return pacs;
    }

    public void AddCt(string study, int count = 1) => Add(study, DicomUids.CtImageStorage, count);

    public void Add(string study, string sopClass, int count = 1)
    {
        Studies.TryAdd(study, []);
        Studies[study].AddRange(Enumerable.Repeat(sopClass, count));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        var parts = context.Request.Path.Value!.Trim('/').Split('/');
        var offset = int.Parse(context.Request.Query["offset"]!);
        if (parts is ["studies"])
        {
            return WriteAsync(context, Studies.Skip(offset).Select(study => Dataset(("0020000D", study.Key), ("00201208", study.Value.Count))));
        }

        Listings += offset == 0 ? 1 : 0;
        var instances = Studies[parts[1]].Select((sopClass, i) => Dataset(("00080018", $"{parts[1]}.{i}"), ("00080016", sopClass), ("0020000E", $"{parts[1]}.1")));
        return Damaged.Contains(parts[1]) ? context.Response.WriteAsync("<html>") : WriteAsync(context, instances.Skip(offset));
    }

    private static Task WriteAsync(HttpContext context, IEnumerable<object> datasets) => context.Response.WriteAsync(JsonSerializer.Serialize(datasets));

    private static Dictionary<string, object> Dataset(params (string Tag, object Value)[] attributes) =>
        attributes.ToDictionary(attribute => attribute.Tag, attribute => (object)new { Value = new[] { attribute.Value } });
}
