using Microsoft.Extensions.Time.Testing;

namespace CovidGrpc.Transport.Tests;

public sealed class CallerCredentialsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-credentials-");
    private readonly FakeTimeProvider _time = new();

    private string Secret => Path.Combine(_folder.FullName, "secret");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Header_OfKeyAndToken_IsTheirs()
    {
        Assert.Equal(("x-api-key", "key"), CallerCredentials.ApiKey("key").Header);
        Assert.Equal(("authorization", "Bearer token"), CallerCredentials.Token("token").Header);
    }

    [Fact]
    public void Header_FileChanges_IsTheNewOneWithinASecond()
    {
        File.WriteAllText(Secret, "first\n");
        var (key, token) = (CallerCredentials.ApiKeyFile(Secret, _time), CallerCredentials.TokenFile(Secret, _time));
        Assert.Equal(("first", "Bearer first"), (key.Header.Value, token.Header.Value));

        File.WriteAllText(Secret, "second\n");
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(("second", "Bearer second"), (key.Header.Value, token.Header.Value));
    }

    [Fact]
    public void Header_FileBecomesUnusable_StaysWhatItWas()
    {
        File.WriteAllText(Secret, "first");
        var key = CallerCredentials.ApiKeyFile(Secret, _time);

        File.Delete(Secret);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("first", key.Header.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("s3cret\r\nx-other: header")]
    [InlineData("s3cret with blanks")]
    public void ApiKeyFile_NoKeyInIt_IsRefusedWithoutItsContent(string content)
    {
        File.WriteAllText(Secret, content);

        var refusal = Assert.Throws<FormatException>(() => CallerCredentials.ApiKeyFile(Secret, _time));

        Assert.Contains(Secret, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refusal.Message.Replace(Secret, "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void ApiKeyFile_NotThere_IsTold() => Assert.Throws<FileNotFoundException>(() => CallerCredentials.ApiKeyFile(Secret));
}
