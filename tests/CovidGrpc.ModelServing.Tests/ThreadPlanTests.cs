using CovidGrpc.ModelServing.Threads;

namespace CovidGrpc.ModelServing.Tests;

public sealed class ThreadPlanTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 2, 1)]
    [InlineData(8, 8, 1)]
    [InlineData(12, 12, 1)]
    [InlineData(16, 8, 2)]
    [InlineData(64, 8, 8)]
    [InlineData(100, 8, 12)]
    public void For_Processor_HasAThreadForEachCoreAndNoMore(int cores, int intraop, int runs)
    {
        var plan = ThreadPlan.For(cores, onGpu: false);

        Assert.Equal(new ThreadPlan(intraop, 1, runs, OnGpu: false), plan);
        Assert.InRange(plan.Intraop * plan.Runs, 1, cores);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(16, 4)]
    [InlineData(64, 4)]
    public void For_Gpu_HasOneRunAndFewThreads(int cores, int intraop) =>
        Assert.Equal(new ThreadPlan(intraop, 1, 1, OnGpu: true), ThreadPlan.For(cores, onGpu: true));

    [Fact]
    public void For_WhatIsSet_IsTakenAndTheRestFollows()
    {
        Assert.Equal(new ThreadPlan(4, 1, 4, OnGpu: false), ThreadPlan.For(16, onGpu: false, runs: 4));
        Assert.Equal(new ThreadPlan(2, 1, 8, OnGpu: false), ThreadPlan.For(16, onGpu: false, intraop: 2));
        Assert.Equal(new ThreadPlan(3, 2, 5, OnGpu: false), ThreadPlan.For(16, onGpu: false, intraop: 3, interop: 2, runs: 5));
        Assert.Equal(new ThreadPlan(1, 1, 8, OnGpu: false), ThreadPlan.For(2, onGpu: false, runs: 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => ThreadPlan.For(0, onGpu: false));
    }
}
