using CovidGrpc.Suite;
using CovidGrpc.Testing;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(CovidGrpc.Stack.Tests.StackFixture))]

namespace CovidGrpc.Stack.Tests;

/// <summary>All services in one process with a real network on the smallest backbone; started once for all tests.</summary>
public sealed class StackFixture : IAsyncLifetime
{
    public TestModel Model { get; } = new();

    public LogRecorder Log { get; } = new();

    public CovidSuite Suite { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Suite = await CovidSuite.StartAsync(
        new SuiteOptions(new ModelChoice(Model.Path))
        {
            GrpcUrl = "http://127.0.0.1:0",
            HttpUrl = "http://127.0.0.1:0",
            Logging = logging => logging.AddProvider(Log).SetMinimumLevel(LogLevel.Trace),
        },
        CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Suite.DisposeAsync();
        Model.Dispose();
    }
}
