using CovidGrpc.Testing;

namespace CovidGrpc.Cli.Tests;

/// <summary>The committed sample images.</summary>
internal static class Sample
{
    public static string Dicom { get; } = Repository.PathOf("deploy", "sample", "chest.dcm");

    public static string Png { get; } = Repository.PathOf("deploy", "sample", "chest.png");
}
