namespace CovidGrpc.Transport.Tests;

public sealed class CallSecurityTests
{
    [Theory]
    [InlineData("https://gateway.example", true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://[::1]:8080", true)]
    [InlineData("http://localhost:8080", true)]
    [InlineData("http://gateway.example", false)]
    [InlineData("http://127.0.0.1.example:8080", false)]
    [InlineData("http://192.0.2.1:8080", false)]
    public void MayCall_WithCredentials_NeedsTlsBeyondThisMachine(string address, bool allowed)
    {
        var security = new CallSecurity { Credentials = CallerCredentials.ApiKey("key") };
        using var handler = new SocketsHttpHandler();

        Assert.Equal(allowed, security.MayCall(new Uri(address)));
        Assert.Equal(allowed, Record.Exception(() => security.Secure(handler, new Uri("http://localhost"), new Uri(address))) is not PlaintextCredentialsException);
    }

    [Fact]
    public void MayCall_WithoutCredentials_GoesAnywhere() => Assert.True(new CallSecurity().MayCall(new Uri("http://gateway.example")));
}
