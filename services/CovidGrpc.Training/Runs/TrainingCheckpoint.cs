using CovidGrpc.Training.Learning;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Training.Runs;

/// <summary>
/// Everything that a run needs to go on with the same numbers, in one safetensors file: weights, the optimiser's and the recipe's state, the
/// iteration and the best figure so far. It is written beside the old one and put in its place at once.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class TrainingCheckpoint(string path)
{
    private const string Weight = "weight.";
    private const string Iterations = "run.iterations";
    private const string Best = "run.best";

    /// <summary>Whether there is one.</summary>
    internal bool Exists => File.Exists(path);

    /// <summary>Writes the state after so many iterations.</summary>
    /// <exception cref="IOException">The file cannot be written; the old one is still there.</exception>
    internal void Save(ILearner learner, RunState state)
    {
        using var scope = NewDisposeScope();
        var tensors = new List<KeyValuePair<string, Tensor>>
        {
            new(Iterations, tensor(state.Iterations)),
            new(Best, tensor(state.Best)),
        };
        tensors.AddRange(learner.Weights.Select(entry => new KeyValuePair<string, Tensor>(Weight + entry.Key, entry.Value)));
        tensors.AddRange(learner.State());
        var written = path + ".new";
        using (var file = File.Create(written))
        {
            SafetensorsWriter.Write(file, tensors);
            file.Flush(flushToDisk: true);
        }

        File.Move(written, path, overwrite: true);
    }

    /// <summary>Brings a learner to the state that was written.</summary>
    /// <exception cref="Vision.Models.ModelFolderException">The file is damaged, or of another network.</exception>
    internal RunState Restore(ILearner learner)
    {
        using var scope = NewDisposeScope();
        using var constant = no_grad();
        using var file = SafetensorsFile.Open(path);
        var wanted = learner.Weights.ToDictionary(entry => Weight + entry.Key, entry => entry.Value.shape);
        var errors = file.Compare(wanted, name => name.StartsWith(Weight, StringComparison.Ordinal));
        if (errors.Count > 0)
            throw new Vision.Models.ModelFolderException(Path.GetFileName(path), errors);
        foreach (var (name, destination) in learner.Weights)
            file.Read(Weight + name, destination);
        learner.Restore(file);
        var (iterations, best) = (tensor(0L), tensor(0.0));
        file.Read(Iterations, iterations);
        file.Read(Best, best);
        return new(iterations.item<long>(), best.item<double>());
    }
}
