using System.Reflection;
using System.Text.Json.Serialization;
using CovidGrpc.Imaging;
using CovidGrpc.Training.Configuration;
using CovidGrpc.Training.Data;

namespace CovidGrpc.Training.Evaluation;

/// <summary>Slices that a model is to be measured on.</summary>
public sealed record EvaluationData
{
    private const string Phantoms = "phantoms";

    /// <summary>The layouts of data sets that can be read, by name; <c>phantoms</c> are rendered.</summary>
    public static IReadOnlyList<string> Layouts { get; } = [.. Enum.GetValues<DataLayout>().Select(NameOf)];

    /// <summary>One of <see cref="Layouts"/>.</summary>
    public required string Layout { get; init; }

    /// <summary>Where the data set lies; null for phantoms.</summary>
    public string? Folder { get; init; }

    /// <summary>Patients to take, by their keys in the data set; all where empty.</summary>
    public IReadOnlyList<string> Patients { get; init; } = [];

    /// <summary>How many phantoms; none of them is ever learned from.</summary>
    public int PhantomSlices { get; init; } = 100;

    /// <summary>Decides which phantoms.</summary>
    public int PhantomSeed { get; init; }

    /// <exception cref="DataSetException">The folder is not as the layout says, or a patient is not in it.</exception>
    internal EvaluationSet Open()
    {
        if (Layout == Phantoms)
        {
            var rendered = new PhantomSlices(Phantoms, new() { Seed = PhantomSeed, IsHeldBack = true }, PhantomSlices);
            return new(Phantoms, rendered, rendered.Entries, TellsClass: true);
        }

        var layout = Enum.GetValues<DataLayout>().First(each => NameOf(each) == Layout);
        var source = new CachedSource(DataSources.Open(layout, Layout, Folder ?? throw new DataSetException($"The layout {Layout} needs the folder of the data.")), SliceImage.Side, largestBytes: 0);
        var known = source.Entries.Select(entry => entry.Patient).ToHashSet();
        if (Patients.FirstOrDefault(patient => !known.Contains(patient)) is { } unknown)
            throw new DataSetException($"The data set has no patient {unknown}.");
        return new(Layout, source, [.. source.Entries.Where(entry => Patients.Count == 0 || Patients.Contains(entry.Patient))], TellsClass: true);
    }

    private static string NameOf(DataLayout layout)
    {
        return typeof(DataLayout).GetField($"{layout}")!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()!.Name;
    }
}
