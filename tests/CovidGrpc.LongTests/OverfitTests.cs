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

        overfit.Run(ModelFolder.Open(model), TestContext.Current.CancellationToken).AssertFallen();
    }
}
