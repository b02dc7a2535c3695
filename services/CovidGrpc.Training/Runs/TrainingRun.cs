using CovidGrpc.Training.Configuration;
using CovidGrpc.Training.Learning;
using CovidGrpc.Training.Optimisation;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Importing;
using CovidGrpc.Vision.Models;
using static TorchSharp.torch;

namespace CovidGrpc.Training.Runs;

/// <summary>
/// A training run in its folder. Called again with the same configuration it goes on where its last checkpoint was, and ends with the weights
/// that it would have had (on the same machine with as many threads; on a GPU but for rounding).
/// <code>
/// config.json            what the run does
/// checkpoint.safetensors where it is
/// log.jsonl              what happened
/// best/ last/            model folders: the best weights so far, and those of the last validation
/// model/ report.json     the finished model, and all its figures
/// </code>
/// </summary>
public sealed class TrainingRun
{
    private readonly TrainingConfig _config;
    private readonly string _folder;
    private readonly ModelFolder _model;
    private readonly TimeProvider _time;
    private readonly TrainingCheckpoint _checkpoint;

    private TrainingRun(TrainingConfig config, string folder, TimeProvider time)
    {
        (_config, _folder, _time) = (config, folder, time);
        _model = ModelFolder.Open(config.Model);
        _checkpoint = new(Path.Combine(folder, "checkpoint.safetensors"));
    }

    /// <summary>The best weights so far; there is none before the first validation.</summary>
    public string BestModel => Path.Combine(_folder, "best");

    /// <summary>The finished model: the best weights, with the temperature fitted and their figures in the card; there when the run has ended.</summary>
    public string FinishedModel => Path.Combine(_folder, "model");

    // As the finished model is to be measured.
    private Placement Placement => Placement.Cpu with { Device = ComputeDevice.Of(_config.Device) };

    /// <summary>Prepares a run, or the rest of one.</summary>
    /// <param name="configPath">The configuration.</param>
    /// <param name="dataFolder">What the folders of data sets are relative to; the configuration's own when null.</param>
    /// <param name="folder">The run's folder; made where it is absent.</param>
    /// <param name="time">Dates the log.</param>
    /// <exception cref="TrainingConfigException">The configuration is wrong, or not the one that the folder's run began with.</exception>
    /// <exception cref="ModelFolderException">The model's description cannot be used.</exception>
    public static TrainingRun Open(string configPath, string? dataFolder, string folder, TimeProvider time)
    {
        var config = TrainingConfig.Read(configPath, dataFolder);
        Directory.CreateDirectory(folder);
        var kept = Path.Combine(folder, "config.json");
        if (!File.Exists(kept))
            File.Copy(configPath, kept);
        else if (!File.ReadAllBytes(kept).SequenceEqual(File.ReadAllBytes(configPath)))
            throw new TrainingConfigException(configPath, [$"{folder} holds a run of another configuration: name a new folder, or give the run's own config.json"]);
        return new(config, folder, time);
    }

    /// <summary>Learns to the end, or until it is cancelled; then a checkpoint is there and the call ends as cancelled.</summary>
    /// <param name="progress">Told of every iteration.</param>
    /// <param name="cancellation">Stops between two iterations.</param>
    /// <exception cref="Data.DataSetException">A data set cannot be read.</exception>
    /// <exception cref="ArithmeticException">A loss became infinite or not a number.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task RunAsync(IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(progress);
        // The number of threads that compute is a setting of the thread that asks them to.
        return Task.Factory.StartNew(() => Run(progress, cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Run(IProgress<TrainingProgress> progress, CancellationToken cancellation)
    {
        set_num_threads(_config.Threads ?? Environment.ProcessorCount);
        var data = RunData.Open(_config);
        using var learner = Learners.Create(_model, _config);
        var state = _checkpoint.Exists ? _checkpoint.Restore(learner) : Begin(learner);
        using var log = new RunLog(Path.Combine(_folder, "log.jsonl"), state.Iterations, _time);
        var validation = new Validation(data.Validation, Placement);
        var schedule = new LearningRateSchedule(
            _config.Optimiser.LearningRate, _config.Optimiser.FinalLearningRate ?? _config.Optimiser.LearningRate, _config.Optimiser.WarmUp, _config.Iterations);
        var draw = new SampleDraw(data.Learned, _config.Augmentation, _config.Recipe.BatchSize, _config.Seed);
        try
        {
            foreach (var (iteration, samples) in SampleFeed.Read(draw, state.Iterations, _config.Iterations, cancellation))
            {
                var rate = schedule.Of(iteration);
                var losses = learner.Learn(iteration, OfRecipe(iteration, samples), rate);
                log.Write(iteration, rate, losses);
                state = state with { Iterations = iteration + 1 };
                var result = IsDue(_config.ValidateEvery, state) ? Validate(learner, validation, log, ref state, cancellation) : null;
                if (IsDue(_config.CheckpointEvery, state))
                    _checkpoint.Save(learner, state);
                progress.Report(new(state.Iterations, _config.Iterations, losses, result?.Measures));
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            _checkpoint.Save(learner, state);
            throw;
        }

        Complete(data, cancellation);
    }

    private void Complete(RunData data, CancellationToken cancellation)
    {
        var best = ModelFolder.Open(BestModel);
        var manifest = new Completion(data, Placement).Finish(best, Path.Combine(_folder, "report.json"), cancellation);
        using var staged = new StagedFolder(FinishedModel, replaces: true);
        File.Copy(best.WeightsPath!, staged.PathOf(Path.GetFileName(best.WeightsPath!)));
        File.WriteAllBytes(staged.PathOf(ModelFolder.ManifestName), manifest.ToJson());
        staged.Commit();
    }

    private bool IsDue(long every, RunState state)
    {
        return state.Iterations % every == 0 || state.Iterations == _config.Iterations;
    }

    private IterationSamples OfRecipe(long iteration, IterationSamples samples)
    {
        return iteration < _config.Recipe.SegmentationOnly ? samples with { Classification = [] } : samples;
    }

    private RunState Begin(ILearner learner)
    {
        var start = _config.StartFrom is { } folder ? ModelFolder.Open(folder) : null;
        StartingWeights.Fill(learner.Weights, _model.Manifest.Architecture, start, _config.Seed);
        return new(0, double.NegativeInfinity);
    }

    private ValidationResult Validate(ILearner learner, Validation validation, RunLog log, ref RunState state, CancellationToken cancellation)
    {
        var last = TrainedModel.Write(Path.Combine(_folder, "last"), _model.Manifest, learner.Weights, _config.HalfPrecisionWeights);
        var result = validation.Run(last, cancellation);
        log.WriteValidation(state.Iterations - 1, result.Score, result.Measures);
        if (result.Score > state.Best)
        {
            state = state with { Best = result.Score };
            TrainedModel.Write(BestModel, _model.Manifest, learner.Weights, _config.HalfPrecisionWeights);
        }

        return result;
    }
}
