using System.Diagnostics;
using CovidGrpc.Build;
using Mono.Cecil;

namespace CovidGrpc.House.Tests;

/// <summary>The build step that keeps numbers alive while TorchSharp's native calls read them.</summary>
public sealed class KeepArgumentsAliveTests : IDisposable
{
    private static readonly string Optimised = typeof(NSubstitute.Substitute).Assembly.Location;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Apply_OptimisedAssembly_AsksForNoOptimisationAndChangesNothingElse()
    {
        var copy = Copy();

        Assert.True(KeepArgumentsAlive.Apply(copy));

        Assert.Equal(Modes(Optimised) | DebuggableAttribute.DebuggingModes.Default | DebuggableAttribute.DebuggingModes.DisableOptimizations, Modes(copy));
        using var before = AssemblyDefinition.ReadAssembly(Optimised);
        using var after = AssemblyDefinition.ReadAssembly(copy);
        Assert.Equal(before.FullName, after.FullName);
        Assert.Equal(before.MainModule.AssemblyReferences.Select(each => each.FullName), after.MainModule.AssemblyReferences.Select(each => each.FullName));
        Assert.Equal(before.MainModule.GetTypes().Select(each => each.FullName), after.MainModule.GetTypes().Select(each => each.FullName));
    }

    [Fact]
    public void Apply_Twice_HasNothingToDoAndKeepsTimeAndSize()
    {
        var copy = Copy();

        Assert.True(KeepArgumentsAlive.Apply(copy));
        Assert.False(KeepArgumentsAlive.Apply(copy));

        var (before, after) = (new FileInfo(Optimised), new FileInfo(copy));
        Assert.Equal((before.Length, before.LastWriteTimeUtc), (after.Length, after.LastWriteTimeUtc));
        Assert.Single(_folder.EnumerateFiles());
    }

    [Fact]
    public void Apply_NoAssembly_IsRefused()
    {
        var path = Path.Combine(_folder.FullName, "text.dll");
        File.WriteAllText(path, "no assembly");

        Assert.Throws<BadImageFormatException>(() => KeepArgumentsAlive.Apply(path));
        Assert.Equal("no assembly", File.ReadAllText(path));
    }

    private string Copy()
    {
        var copy = Path.Combine(_folder.FullName, "copy.dll");
        File.Copy(Optimised, copy);
        File.SetLastWriteTimeUtc(copy, File.GetLastWriteTimeUtc(Optimised));
        return copy;
    }

    private static DebuggableAttribute.DebuggingModes Modes(string path)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(path);
        var value = assembly.CustomAttributes.Single(each => each.AttributeType.Name == nameof(DebuggableAttribute)).GetBlob();
        return (DebuggableAttribute.DebuggingModes)BitConverter.ToInt32(value, 2);
    }
}
