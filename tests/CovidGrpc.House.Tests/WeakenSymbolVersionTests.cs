using System.Runtime.InteropServices;
using CovidGrpc.Build;
using Microsoft.Build.Framework;
using NSubstitute;

namespace CovidGrpc.House.Tests;

/// <summary>The build step that makes libLibTorchSharp.so load on Debian 12.</summary>
public sealed class WeakenSymbolVersionTests : IDisposable
{
    private const string Library = WeakenSymbolVersion.Library;
    private const string Version = WeakenSymbolVersion.Version;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Weaken_VersionRequired_ChangesThatRecordsFlagAlone()
    {
        var before = new CraftedElf().Need("libm.so.6", Version).Need(Library, "GLIBCXX_3.4", Version, "CXXABI_1.3").Build();
        var after = (byte[])before.Clone();

        Assert.True(WeakenSymbolVersion.Weaken(after, Library, Version));

        var changed = Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]).ToArray();
        var at = Assert.Single(changed);
        Assert.Equal((0, 2), (before[at], after[at]));
        Assert.False(WeakenSymbolVersion.Weaken(after, Library, Version), "already weak");
    }

    [Theory]
    [InlineData(Library, "GLIBCXX_3.4.30")]
    [InlineData("libother.so.6", Version)]
    public void Weaken_VersionNotRequired_ChangesNothing(string library, string version)
    {
        var image = new CraftedElf().Need(library, version).Build();
        var before = (byte[])image.Clone();

        Assert.False(WeakenSymbolVersion.Weaken(image, Library, Version));
        Assert.Equal(before, image);
    }

    [Fact]
    public void Weaken_NoElfFile_IsRefused()
    {
        Assert.Throws<InvalidDataException>(() => WeakenSymbolVersion.Weaken(new byte[256], Library, Version));
        Assert.Throws<InvalidDataException>(() => WeakenSymbolVersion.Weaken([], Library, Version));
    }

    [Fact]
    public void Weaken_FileCutAnywhere_IsRefusedOrUnchangedButNeverReadOutside()
    {
        var whole = new CraftedElf().Need(Library, "GLIBCXX_3.4", Version).Build();
        for (var length = 0; length < whole.Length; length++)
        {
            var cut = whole[..length];
            var outcome = Record.Exception(() => WeakenSymbolVersion.Weaken(cut, Library, Version));
            Assert.True(outcome is null or InvalidDataException, $"cut at {length}: {outcome}");
        }
    }

    [Fact]
    public void Apply_ToAHardLink_LeavesTheOriginalAsItWas()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux: hard links are made with link(2)");
        var image = new CraftedElf().Need(Library, Version).Build();
        var original = Path.Combine(_folder.FullName, "package.so");
        var copy = Path.Combine(_folder.FullName, "output.so");
        File.WriteAllBytes(original, image);
        File.SetLastWriteTimeUtc(original, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        Assert.Equal(0, Link(original, copy));

        Assert.True(WeakenSymbolVersion.Apply(copy));

        Assert.Equal(image, File.ReadAllBytes(original));
        Assert.NotEqual(image, File.ReadAllBytes(copy));
        Assert.Equal(File.GetLastWriteTimeUtc(original), File.GetLastWriteTimeUtc(copy));
        Assert.False(WeakenSymbolVersion.Apply(copy), "a second run has nothing to do");
    }

    [Fact]
    public void Execute_WhereTheHostHasTheVersion_IsANoOp()
    {
        var path = Path.Combine(_folder.FullName, "output.so");
        var image = new CraftedElf().Need(Library, Version).Build();
        File.WriteAllBytes(path, image);

        Assert.True(new WeakenSymbolVersion { File = path, When = "auto", BuildEngine = Substitute.For<IBuildEngine>() }.Execute());

        var hostHasIt = NativeLibrary.TryLoad(Library, out var handle) && NativeLibrary.TryGetExport(handle, "_ZSt21ios_base_library_initv", out _);
        Assert.Equal(hostHasIt, File.ReadAllBytes(path).SequenceEqual(image));
    }

    [DllImport("libc", EntryPoint = "link")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);
}
