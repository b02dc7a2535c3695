using CovidGrpc.Training.Optimisation;

namespace CovidGrpc.Training.Tests.Learning;

public sealed class LearningRateScheduleTests
{
    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(9, 1)]
    [InlineData(10, 1)]
    [InlineData(55, 0.55)]
    [InlineData(99, 0.1)]
    public void Of_Iteration_RisesThenFallsAlongHalfACosine(long iteration, double rate)
    {
        var schedule = new LearningRateSchedule(Peak: 1, Final: 0.1, WarmUp: 10, Iterations: 100);

        Assert.Equal(rate, schedule.Of(iteration), 0.02);
    }

    [Fact]
    public void Of_FinalIsPeak_Constant()
    {
        var schedule = new LearningRateSchedule(1e-5, 1e-5, 0, 1000);

        Assert.All([0, 500, 999], iteration => Assert.Equal(1e-5, schedule.Of(iteration), 1e-12));
    }
}
