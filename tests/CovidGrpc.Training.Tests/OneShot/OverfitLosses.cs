namespace CovidGrpc.Training.Tests.OneShot;

/// <summary>What learning the same phantoms again and again brought: mean losses of a round.</summary>
/// <param name="FirstClass">Of the class, in the first round.</param>
/// <param name="LastClass">Of the class, in the last.</param>
/// <param name="FirstTotal">Of all together, in the first round.</param>
/// <param name="LastTotal">Of all together, in the last; segmentation's share is that of the last round that learned it: later ones leave its weights alone.</param>
internal sealed record OverfitLosses(double FirstClass, double LastClass, double FirstTotal, double LastTotal)
{
    /// <summary>The class is to fall to a tenth, all together to a third.</summary>
    internal void AssertFallen()
    {
        Assert.True(LastClass < FirstClass / 10, $"class loss {FirstClass} to {LastClass}");
        Assert.True(LastTotal < FirstTotal / 3, $"total loss {FirstTotal} to {LastTotal}");
    }
}
