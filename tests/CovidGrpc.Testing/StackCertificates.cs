using System.Diagnostics;

namespace CovidGrpc.Testing;

/// <summary>What <c>deploy/make-certificates</c> makes, in a folder that lives as long as a test.</summary>
public sealed class StackCertificates : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-certificates-");

    private StackCertificates()
    {
    }

    /// <summary>The certificate of the authority.</summary>
    public string Authority => PathOf("authority", "ca.crt");

    /// <summary>Makes all; skips the test where openssl is not installed.</summary>
    public static async Task<StackCertificates> MakeAsync()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "needs openssl (apt-get install openssl)");
        var made = new StackCertificates();
        await made.RenewAsync();
        return made;
    }

    /// <summary>Runs it again: what is not to stay is deleted before.</summary>
    public async Task RenewAsync()
    {
        using var process = Process.Start(Repository.PathOf("deploy", "make-certificates"), [_folder.FullName, "2"]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>A file in the folder of one part of the stack.</summary>
    public string PathOf(string part, string file = "") => Path.Combine(_folder.FullName, part, file);

    public void Dispose() => _folder.Delete(recursive: true);
}
