using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Calls;
using CovidGrpc.Testing;
using Grpc.Core;

namespace CovidGrpc.LongTests;

/// <summary>What it takes to load the largest one-shot network, in a process of its own: the segmentation's real program.</summary>
public sealed partial class ModelLoadTests
{
    [Fact]
    public async Task Load_ResNeXt101FromSafetensors_TakesLessThanThreeSecondsAndTwiceItsWeights()
    {
        using var model = new StoredModel("resnext101_32x8d");
        var weights = new FileInfo(Path.Combine(model.Path, "weights.safetensors")).Length;
        var port = FreePort.Take();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "CovidGrpc.Segmentation.dll")]) { RedirectStandardOutput = true };
        start.Environment["Model__Store"] = model.Path;
        start.Environment["Kestrel__Endpoints__Grpc__Url"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        start.Environment["Kestrel__Endpoints__Grpc__Protocols"] = "Http2";
        using var process = Process.Start(start)!;
        try
        {
            var loaded = await LoadedLineAsync(process);
            var memory = await MemoryAsync(port);

            TestContext.Current.TestOutputHelper?.WriteLine($"{loaded}; {(double)memory / weights:F2} times the weights of {weights >> 20} MiB");
            Assert.InRange(TimeSpan.Parse(Loading().Match(loaded).Groups[1].Value, CultureInfo.InvariantCulture), TimeSpan.Zero, TimeSpan.FromSeconds(3));
            Assert.InRange(memory, weights / 2, 2 * weights);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<string> LoadedLineAsync(Process process)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (Loading().IsMatch(line))
            {
                return line;
            }
        }

        throw new InvalidOperationException("the program ended before it had loaded the model");
    }

    private static async Task<long> MemoryAsync(int port)
    {
        using var channel = ServiceChannel.Open(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            try
            {
                var listed = await new ModelService.ModelServiceClient(channel).ListModelsAsync(new ListModelsRequest(), cancellationToken: limit.Token);
                return (long)Assert.Single(listed.Models).MemoryBytes;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
            {
                await Task.Delay(20, limit.Token);
            }
        }
    }

    [GeneratedRegex(@"Loaded .* in ([0-9:.]+), warm after")]
    private static partial Regex Loading();
}
