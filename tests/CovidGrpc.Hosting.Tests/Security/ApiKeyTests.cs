using System.Text;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Hosting.Security;
using Grpc.Core;

namespace CovidGrpc.Hosting.Tests.Security;

public sealed class ApiKeyTests(SecuredHost secured) : IClassFixture<SecuredHost>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public void Find_KeyOfALine_IsItsHolder()
    {
        var file = Parse($"# remark\n\n{SecuredHost.Line("ward", "diagnose,read", SecuredHost.KeyOf("ward"))}\r\n{SecuredHost.Line("lab", "evaluate", SecuredHost.KeyOf("lab"))}\n");

        Assert.Equal(("ward", "diagnose,read"), file.Find(SecuredHost.KeyOf("ward")) is { } ward ? (ward.Name, string.Join(',', ward.Roles)) : default);
        Assert.Equal("lab", file.Find(SecuredHost.KeyOf("lab"))?.Name);
        Assert.Null(file.Find(SecuredHost.KeyOf("nobody")));
    }

    [Fact]
    public void Find_ShortKey_IsRefusedThoughItIsInTheFile() => Assert.Null(Parse(SecuredHost.Line("ward", "diagnose", "secret")).Find("secret"));

    [Theory]
    [InlineData("ward diagnose")]
    [InlineData("ward diagnose 00ff")]
    [InlineData("ward everything 0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ward diagnose 000000000000000000000000000000000000000000000000000000000000000g")]
    public void Parse_WrongLine_NamesItWithoutItsContent(string line)
    {
        var exception = Assert.Throws<FormatException>(() => Parse($"# remark\n{line}"));

        Assert.StartsWith("line 2 ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ward", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_Changed_HoldsWithoutRestart()
    {
        var added = SecuredHost.KeyOf("added");
        var before = await File.ReadAllTextAsync(secured.KeysFile, TestContext.Current.CancellationToken);
        Assert.Equal("CREDENTIALS_INVALID", await ReasonAsync(added));

        await File.WriteAllTextAsync(secured.KeysFile, $"{before}\n{SecuredHost.Line("added", "read", added)}", TestContext.Current.CancellationToken);
        await UntilAsync(added, "RPC_NOT_IMPLEMENTED");

        await File.WriteAllTextAsync(secured.KeysFile, "no line of a key", TestContext.Current.CancellationToken);
        using var limit = new CancellationTokenSource(Patience);
        while (secured.Host.Log.CountOf("cannot be used, what it said before still holds") == 0)
        {
            Assert.Equal("RPC_NOT_IMPLEMENTED", await ReasonAsync(added));
            await Task.Delay(50, limit.Token);
        }

        Assert.Equal("RPC_NOT_IMPLEMENTED", await ReasonAsync(added));

        await File.WriteAllTextAsync(secured.KeysFile, before, TestContext.Current.CancellationToken);
        await UntilAsync(added, "CREDENTIALS_INVALID");
    }

    private static ApiKeyFile Parse(string text) => ApiKeyFile.Parse(Encoding.UTF8.GetBytes(text));

    private async Task UntilAsync(string key, string reason)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (await ReasonAsync(key) != reason)
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private async Task<string?> ReasonAsync(string key)
    {
        var client = new ModelService.ModelServiceClient(secured.Host.Channel);
        var exception = await Assert.ThrowsAsync<RpcException>(() => client.ListModelsAsync(new ListModelsRequest(), SecuredHost.WithKey(key)).ResponseAsync.WaitAsync(Patience));
        return exception.Reason();
    }
}
