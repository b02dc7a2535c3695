using System.Text.Json;
using System.Text.RegularExpressions;

namespace CovidGrpc.House.Tests;

/// <summary>What deploy/sbom writes: SPDX 2.3, complete by the lock files, the same each time.</summary>
public sealed partial class SbomTests
{
    [Fact]
    public async Task Sbom_OfThePrograms_HoldsEveryLockedPackageAndIsTheSameTwice()
    {
        Assert.SkipUnless(Script.Exists("python3"), "needs python3 (apt-get install python3)");
        var (code, text) = await Script.RunAsync("deploy/sbom");
        Assert.Equal(0, code);
        Assert.Equal((0, text), await Script.RunAsync("deploy/sbom"));

        var document = JsonDocument.Parse(text).RootElement;
        // SPDX 2.3, clauses 6 to 11: what a document, a package and a relationship must have.
        Assert.Equal(("SPDX-2.3", "CC0-1.0", "SPDXRef-DOCUMENT"), (TextOf(document, "spdxVersion"), TextOf(document, "dataLicense"), TextOf(document, "SPDXID")));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", TextOf(document.GetProperty("creationInfo"), "created"));
        Assert.DoesNotContain('#', new Uri(TextOf(document, "documentNamespace")).AbsoluteUri);
        var packages = document.GetProperty("packages").EnumerateArray().ToDictionary(package => TextOf(package, "SPDXID"));
        Assert.All(packages, package =>
        {
            Assert.Matches(@"^SPDXRef-[A-Za-z0-9.-]+$", package.Key);
            Assert.NotEmpty(TextOf(package.Value, "name"));
            Assert.NotEmpty(TextOf(package.Value, "versionInfo"));
            Assert.NotEmpty(TextOf(package.Value, "downloadLocation"));
        });
        var relations = document.GetProperty("relationships").EnumerateArray()
            .Select(relation => (From: TextOf(relation, "spdxElementId"), Kind: TextOf(relation, "relationshipType"), To: TextOf(relation, "relatedSpdxElement"))).ToArray();
        Assert.All(relations, relation => Assert.True(packages.ContainsKey(relation.To) && (relation.From == "SPDXRef-DOCUMENT" || packages.ContainsKey(relation.From))));

        foreach (var program in (string[])["Gateway", "Preprocessing", "Segmentation", "Classification", "Evaluation", "Pacs", "Cli"])
        {
            Assert.Contains(("SPDXRef-DOCUMENT", "DESCRIBES", $"SPDXRef-CovidGrpc.{program}"), relations);
            var told = relations.Where(relation => relation.From == $"SPDXRef-CovidGrpc.{program}" && relation.Kind == "DEPENDS_ON")
                .Select(relation => packages[relation.To]).Select(package => $"{TextOf(package, "name")} {TextOf(package, "versionInfo")}").ToHashSet();
            Assert.Subset(told, LockedBy(program));
        }
    }

    [Fact]
    public async Task Publish_OfTheHosts_IsWhatTheSbomDescribes()
    {
        var published = Hosts().Matches(await File.ReadAllTextAsync(Path.Combine(House.Root.FullName, "deploy", "publish"), TestContext.Current.CancellationToken))
            .SelectMany(match => match.Groups["names"].Value.Split(',')).Append("Pacs").ToArray();
        var script = await File.ReadAllTextAsync(Path.Combine(House.Root.FullName, "deploy", "sbom"), TestContext.Current.CancellationToken);

        Assert.True(published.Length > 1);
        Assert.All(published, host => Assert.Contains($"\"{host}\"", script, StringComparison.Ordinal));
    }

    private static HashSet<string> LockedBy(string program)
    {
        var path = Path.Combine(House.Projects[program].DirectoryName!, "packages.lock.json");
        return
        [
            .. JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("dependencies").EnumerateObject()
                .SelectMany(target => target.Value.EnumerateObject())
                .Where(package => TextOf(package.Value, "type") != "Project")
                .Select(package => $"{package.Name} {TextOf(package.Value, "resolved")}"),
        ];
    }

    private static string TextOf(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    [GeneratedRegex(@"CovidGrpc\.\{(?<names>[^}]+)\}")]
    private static partial Regex Hosts();
}
