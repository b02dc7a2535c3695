using CovidGrpc.Suite;
using Grpc.Core;

namespace CovidGrpc.Cli;

/// <summary>Starts all services in this process.</summary>
internal static class LocalServices
{
    /// <exception cref="SuiteStartException">A setting or the model cannot be used.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the services were ready.</exception>
    public static async Task<CovidSuite> StartAsync(SuiteOptions options, CancellationToken cancellationToken)
    {
        foreach (var model in (ModelChoice[])[options.Segmentation, options.Classification])
        {
            if (!Directory.Exists(model.Store))
            {
                throw new SuiteStartException($"--model-store {model.Store}: no such folder");
            }

            if (model.Name is { } name && name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw new SuiteStartException($"{name}: no such folder");
            }
        }

        // The parser heeds signals only once its action has returned a task, and the start runs long before its first wait.
        await Task.Yield();
        try
        {
            return await CovidSuite.StartAsync(options, cancellationToken);
        }
        catch (InvalidOperationException e) when (options.Settings.Count > 0)
        {
            // A setting of the wrong type fails in the binder, before any validation.
            throw new SuiteStartException(e.Message, e);
        }
        catch (RpcException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("stopped before the services were ready", e, cancellationToken);
        }
    }
}
