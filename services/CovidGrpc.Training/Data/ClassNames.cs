using CovidGrpc.Vision;

namespace CovidGrpc.Training.Data;

/// <summary>What the data sets call the classes.</summary>
internal static class ClassNames
{
    private static readonly Dictionary<string, DiagnosticClass> Classes = new(StringComparer.OrdinalIgnoreCase)
    {
        // Our own names, in manifests.
        ["control"] = DiagnosticClass.Control,
        ["common_pneumonia"] = DiagnosticClass.CommonPneumonia,
        ["covid19"] = DiagnosticClass.Covid19,
        // The authors' file names, and COVIDx-CT's lists.
        ["0"] = DiagnosticClass.Control,
        ["1"] = DiagnosticClass.CommonPneumonia,
        ["2"] = DiagnosticClass.Covid19,
        // CNCB-NCOV's folders.
        ["Normal"] = DiagnosticClass.Control,
        ["CP"] = DiagnosticClass.CommonPneumonia,
        ["NCP"] = DiagnosticClass.Covid19,
        // COVIDx-CT's tables.
        ["Pneumonia"] = DiagnosticClass.CommonPneumonia,
        ["COVID-19"] = DiagnosticClass.Covid19,
    };

    /// <param name="name">A name that some data set uses; case does not matter.</param>
    /// <param name="origin">Where it stands, for the refusal.</param>
    /// <exception cref="DataSetException">No class is called so.</exception>
    internal static DiagnosticClass Parse(string name, string origin) => Classes.TryGetValue(name, out var known)
        ? known
        : throw new DataSetException($"{origin}: there is no class {name}; known are {string.Join(", ", Classes.Keys)}.");
}
