using CovidGrpc.Testing;
using CovidGrpc.Training.Tests.OneShot;
using CovidGrpc.Vision.Models;
using TorchSharp;

namespace CovidGrpc.LongTests;

public sealed class OverfitTests
{
    /// <summary>
    /// In two stages, as the demo model learned. Three quarters of an hour on two cores with nothing beside it, since libtorch's threads spin while they wait for
    /// one another; where there is a GPU, on that.
    /// </summary>
    [Fact]
    public void Learn_SixtyFourPhantomsAtFullSize_KnowsThemByHeart()
    {
        var model = Repository.PathOf("deploy", "training", "demo");

        var overfit = new PhantomOverfit(Side: 512, Phantoms: 64, Rounds: 32, Threads: Environment.ProcessorCount)
        {
            ClassRounds = 40,
            Device = torch.cuda.is_available() ? torch.CUDA : torch.CPU,
        };

        var losses = overfit.Run(ModelFolder.Open(model), TestContext.Current.CancellationToken);

        Assert.True(losses.LastClass < losses.FirstClass / 10, $"class loss {losses.FirstClass} to {losses.LastClass}");
        Assert.True(losses.LastTotal < losses.FirstTotal / 3, $"total loss {losses.FirstTotal} to {losses.LastTotal}");
    }
}
