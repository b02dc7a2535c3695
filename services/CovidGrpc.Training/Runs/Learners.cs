using CovidGrpc.Training.Baselines;
using CovidGrpc.Training.Configuration;
using CovidGrpc.Training.Learning;
using CovidGrpc.Training.OneShot;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Training.Runs;

/// <summary>The recipe of each architecture.</summary>
internal static class Learners
{
    internal static ILearner Create(ModelFolder model, TrainingConfig config)
    {
        var device = ComputeDevice.Of(config.Device);
        return model.Manifest.Architecture switch
        {
            ModelArchitecture.OneShotLstmAttention =>
                new OneShotLearner(OneShotNetwork.Load(model, device), config.Recipe.Settings(config.Optimiser), config.Seed),
            ModelArchitecture.MaskRcnn => new MaskRcnnLearner(model, device, config.Recipe.Settings(config.Optimiser), config.Seed),
            ModelArchitecture.ImageClassifier => new ClassifierLearner(model, device, config.Recipe.Settings(config.Optimiser)),
            _ => throw new ArgumentOutOfRangeException(nameof(model)),
        };
    }
}
