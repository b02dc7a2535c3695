using System.Diagnostics;
using System.Text.Json.Nodes;

namespace CovidGrpc.House.Tests;

/// <summary>What the one build file that knows about libtorch decides. CUDA's packages are not restored here, only selected.</summary>
public sealed class TorchBackendTests
{
    [Fact]
    public async Task Backend_NotNamed_IsTheCpuWithTheLockFileOfEveryProject()
    {
        var (packages, lockFile) = await EvaluateAsync();

        Assert.Contains(packages, package => package.StartsWith("libtorch-cpu-", StringComparison.Ordinal));
        Assert.DoesNotContain("TorchSharp-cuda-linux", packages);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux: other systems have lock files of their own");
        Assert.Equal("", lockFile);
    }

    [Fact]
    public async Task Backend_Cuda_SelectsItsPackageAndALockFileOfItsOwn()
    {
        var (packages, lockFile) = await EvaluateAsync("-p:TorchBackend=cuda");

        Assert.Contains("TorchSharp-cuda-linux", packages);
        Assert.DoesNotContain(packages, package => package.StartsWith("libtorch-cpu-", StringComparison.Ordinal));
        Assert.EndsWith(".cuda.lock.json", lockFile, StringComparison.Ordinal);
    }

    private static async Task<(string[] Packages, string LockFile)> EvaluateAsync(params string[] properties)
    {
        var start = new ProcessStartInfo(
            "dotnet", ["msbuild", House.Projects["Vision"].FullName, "-getItem:PackageReference", "-getProperty:NuGetLockFilePath", .. properties])
        { RedirectStandardOutput = true };
        // The test's own build settings are not the ones to look at.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var output = JsonNode.Parse(await process.StandardOutput.ReadToEndAsync(limit.Token))!;
        await process.WaitForExitAsync(limit.Token);
        return ([.. output["Items"]!["PackageReference"]!.AsArray().Select(item => (string)item!["Identity"]!)], (string)output["Properties"]!["NuGetLockFilePath"]!);
    }
}
