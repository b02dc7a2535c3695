using System.Xml.Linq;
using CovidGrpc.Testing;

namespace CovidGrpc.House.Tests;

/// <summary>The repository as it lies on disk: its projects and what they refer to.</summary>
internal static class House
{
    public static DirectoryInfo Root { get; } = new(Repository.Root);

    /// <summary>Short name (<c>Vision</c>, <c>Vision.Tests</c>) of every project to its file.</summary>
    public static IReadOnlyDictionary<string, FileInfo> Projects { get; } = ((string[])["protos", "services", "clients", "tests"])
        .SelectMany(folder => new DirectoryInfo(Path.Combine(Root.FullName, folder)).EnumerateFiles("CovidGrpc.*.csproj", SearchOption.AllDirectories))
        .ToDictionary(file => Path.GetFileNameWithoutExtension(file.Name)["CovidGrpc.".Length..]);

    /// <summary>Short names of the projects that a project refers to directly.</summary>
    public static IReadOnlySet<string> ReferencesOf(string project) => Items(project, "ProjectReference")
        .Select(path => Path.GetFileNameWithoutExtension(path)["CovidGrpc.".Length..])
        .ToHashSet();

    /// <summary>Packages that a project refers to directly.</summary>
    public static IReadOnlySet<string> PackagesOf(string project) => Items(project, "PackageReference").ToHashSet();

    private static IEnumerable<string> Items(string project, string kind) => XDocument.Load(Projects[project].FullName)
        .Descendants(kind)
        .Select(element => element.Attribute("Include")!.Value);
}
