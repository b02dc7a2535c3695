using System.Diagnostics;
using System.Security.Cryptography;
using CovidGrpc.Contracts.V1;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace CovidGrpc.ModelServing.Tests;

/// <summary>A room that takes signed models alone.</summary>
public sealed class SignedModelTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-signers-");
    private readonly ECDsa _signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _second = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    private string Keys => Path.Combine(_folder.FullName, "signers.pem");

    public SignedModelTests() => File.WriteAllText(Keys, $"{_signer.ExportSubjectPublicKeyInfoPem()}\n{_second.ExportSubjectPublicKeyInfoPem()}\n");

    public void Dispose()
    {
        _signer.Dispose();
        _second.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Load_SignedByEitherKey_IsServed()
    {
        await using var room = await StartAsync();
        await Sign(room, "two", _signer);
        Assert.Equal("2.0.0", (await LoadAsync(room)).Model.Identity.Version);

        room.Add("two", manifest => manifest["version"] = "3.0.0");
        await Sign(room, "two", _second);
        Assert.Equal("3.0.0", (await LoadAsync(room)).Model.Identity.Version);
    }

    [Fact]
    public async Task Load_SignedByOpenssl_IsServed()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "needs openssl (apt-get install openssl)");
        await using var room = await StartAsync();
        var key = Path.Combine(_folder.FullName, "key.pem");
        await File.WriteAllTextAsync(key, _signer.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);

        using var process = Process.Start("openssl", ["dgst", "-sha256", "-sign", key, "-out", room.PathOf("two", "model.json.sig"), room.PathOf("two", "model.json")]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("2.0.0", (await LoadAsync(room)).Model.Identity.Version);
    }

    [Fact]
    public async Task Load_WithoutSignature_IsRefused()
    {
        await using var room = await StartAsync();

        await AssertRefusedAsync(room, "not there");
    }

    [Fact]
    public async Task Load_SignedByAnother_IsRefused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var room = await StartAsync();
        await Sign(room, "two", other);

        await AssertRefusedAsync(room, "none of the keys");
    }

    [Fact]
    public async Task Load_ChangedAfterItWasSigned_IsRefused()
    {
        await using var room = await StartAsync();
        await Sign(room, "two", _signer);
        room.Add("two", manifest =>
        {
            (manifest["version"], manifest["classification"]!["temperature"]) = ("2.0.0", 3);
        });

        await AssertRefusedAsync(room, "none of the keys");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")]
    public async Task Start_UnusableKeys_IsRefused(string keys)
    {
        await File.WriteAllTextAsync(Keys, keys, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<OptionsValidationException>(StartAsync);
    }

    // Serves version 1.0.0, signed; 2.0.0 is in the store, not signed.
    private async Task<ClassificationRoom> StartAsync()
    {
        var room = await ClassificationRoom.StartAsync(new() { ["Model:SignedBy"] = Keys, ["Model:Version"] = "1.0.0" }, prepare: store =>
            File.WriteAllBytes(Path.Combine(store, "one", "model.json.sig"), Signature(Path.Combine(store, "one", "model.json"), _signer)));
        await room.WaitUntilServingAsync();
        room.Add("two", manifest => manifest["version"] = "2.0.0");
        return room;
    }

    private static async Task<LoadModelResponse> LoadAsync(ClassificationRoom room) => await room.Client.LoadModelAsync(new LoadModelRequest { Name = "test" });

    private static async Task AssertRefusedAsync(ClassificationRoom room, string cause)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => LoadAsync(room));

        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Contains(cause, refused.Status.Detail, StringComparison.Ordinal);
        using var lease = room.Registry.Lease();
        Assert.Equal("1.0.0", lease.Identity.Version);
    }

    private static async Task Sign(ClassificationRoom room, string folder, ECDsa key) =>
        await File.WriteAllBytesAsync(room.PathOf(folder, "model.json.sig"), Signature(room.PathOf(folder, "model.json"), key), TestContext.Current.CancellationToken);

    private static byte[] Signature(string manifest, ECDsa key) =>
        key.SignData(File.ReadAllBytes(manifest), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
}
