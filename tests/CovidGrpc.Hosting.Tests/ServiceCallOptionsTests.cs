using CovidGrpc.Hosting.Calls;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Hosting.Tests;

public sealed class ServiceCallOptionsTests
{
    [Fact]
    public async Task Start_WithWrongSettings_TellsAllErrorsAtOnce()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["Services:segmentation:Address"] = "ftp://nowhere";
        builder.Configuration["Services:segmentation:Retries"] = "99";
        builder.Configuration["Services:segmentation:BreakerPause"] = "00:00:00";
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddServiceClient("segmentation", invoker => new Contracts.V1.SegmentationService.SegmentationServiceClient(invoker));
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("Address", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Retries", exception.Message, StringComparison.Ordinal);
        Assert.Contains("BreakerPause", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("dns:///segmentation:8080", true)]
    [InlineData("unix:///run/x.sock", true)]
    [InlineData("ftp://segmentation:8080", false)]
    [InlineData("segmentation", false)]
    [InlineData("", false)]
    public void HasUsableAddress_OfText_IsTrueForTheFourSchemes(string address, bool usable) =>
        Assert.Equal(usable, new ServiceCallOptions { Address = address }.HasUsableAddress);
}
