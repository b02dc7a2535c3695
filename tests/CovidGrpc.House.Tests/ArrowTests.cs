namespace CovidGrpc.House.Tests;

/// <summary>The arrows between projects: who may refer to whom. A new project or arrow is a decision, made here.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Contracts"] = [],
        // Libraries: no host, no contract where the subject is images or networks.
        ["Dicom"] = [],
        // A library and a program in one: what runs the codecs of others, and how they are asked.
        ["Dicom.Worker"] = ["Dicom"],
        ["Imaging"] = ["Dicom", "Dicom.Worker"],
        ["Vision"] = [],
        ["Metrics"] = [],
        ["Transport"] = [],
        ["Redis"] = ["Transport"],
        ["Jobs"] = ["Redis"],
        ["Reports"] = ["Metrics"],
        ["Training"] = ["Dicom", "Imaging", "Vision", "Metrics"],
        ["Hosting"] = ["Contracts", "Redis", "Transport"],
        ["ModelServing"] = ["Contracts", "Hosting", "Vision"],
        // Services: contracts and libraries, never each other.
        ["Preprocessing"] = ["Contracts", "Hosting", "Imaging"],
        ["Segmentation"] = ["Contracts", "Hosting", "ModelServing", "Vision"],
        ["Classification"] = ["Contracts", "Hosting", "ModelServing", "Vision"],
        ["Evaluation"] = ["Contracts", "Hosting", "Metrics"],
        ["Gateway"] = ["Contracts", "Hosting", "Jobs", "Metrics"],
        // The one composition root, and its one user.
        ["Suite"] = ["Preprocessing", "Segmentation", "Classification", "Evaluation", "Gateway"],
        ["Client"] = ["Contracts", "Dicom", "Transport"],
        // The bridge: calls the gateway as any client does, shares its queue, and is watched as every host is.
        ["Pacs"] = ["Client", "Dicom", "Hosting", "Jobs", "Transport"],
        ["Cli"] = ["Client", "Imaging", "Metrics", "Redis", "Reports", "Suite", "Training", "Transport", "Vision"],
    };

    public static TheoryData<string> Rooms => [.. House.Projects.Keys.Where(name => !IsTest(name))];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void References_OfARoom_AreAllowedArrows(string project)
    {
        Assert.True(Allowed.ContainsKey(project), $"{project} has no arrows yet: decide which");
        Assert.Subset(Allowed[project].ToHashSet(), House.ReferencesOf(project).ToHashSet());
    }

    [Fact]
    public void References_FollowedToTheirEnd_KeepTorchOutOfGatewayAndClient()
    {
        foreach (var project in (string[])["Gateway", "Client", "Hosting", "Imaging"])
        {
            Assert.DoesNotContain("Vision", Reachable(project));
        }

        Assert.DoesNotContain("Imaging", Reachable("Vision"));
    }

    [Fact]
    public void TestProjects_OfEveryRoom_Exist()
    {
        // Contracts hold generated code alone; the suite is tested as the whole that it composes, in Stack.Tests.
        var untested = House.Projects.Keys.Where(name => !IsTest(name) && name is not ("Contracts" or "Suite"))
            .Where(name => !House.Projects.ContainsKey($"{name}.Tests"));
        Assert.Empty(untested);
    }

    [Fact]
    public void Torch_IsKnownTo_OneBuildFileAlone()
    {
        Assert.All(House.Projects.Keys, project =>
            Assert.DoesNotContain(House.PackagesOf(project), package => package.Contains("torch", StringComparison.OrdinalIgnoreCase)));
    }

    private static bool IsTest(string project) => project.EndsWith("Tests", StringComparison.Ordinal) || project is "Benchmarks" or "Testing";

    private static HashSet<string> Reachable(string project)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>([project]);
        while (open.TryPop(out var next))
        {
            foreach (var reference in House.ReferencesOf(next).Where(reached.Add))
            {
                open.Push(reference);
            }
        }

        return reached;
    }
}
