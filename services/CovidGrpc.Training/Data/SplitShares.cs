namespace CovidGrpc.Training.Data;

/// <summary>The parts of a data set that are held back, as shares of its patients.</summary>
/// <param name="Validation">0 to 1; 0 makes no such part.</param>
/// <param name="Test">0 to 1; 0 makes no such part. Both together leave something for training.</param>
internal readonly record struct SplitShares(double Validation, double Test)
{
    /// <summary>Whether both are shares and leave something.</summary>
    public bool IsValid => Validation >= 0 && Test >= 0 && Validation + Test < 1;
}
