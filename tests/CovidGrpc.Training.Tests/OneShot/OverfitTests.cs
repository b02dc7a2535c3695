using static TorchSharp.torch;

namespace CovidGrpc.Training.Tests.OneShot;

public sealed class OverfitTests
{
    [Fact]
    public void Learn_EightPhantomsAgainAndAgain_KnowsThemByHeart()
    {
        PhantomOverfit.OfEight(CPU, TestContext.Current.CancellationToken).AssertFallen();
    }
}
