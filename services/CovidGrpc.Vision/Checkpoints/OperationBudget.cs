namespace CovidGrpc.Vision.Checkpoints;

/// <summary>Bounds the work that one pickle can ask for.</summary>
internal sealed class OperationBudget
{
    private long _left = CheckpointLimits.Operations;

    /// <summary>Takes operations off the budget before they are done.</summary>
    internal void Spend(long operations = 1)
    {
        _left -= operations;
        if (_left < 0)
            throw new InvalidDataException($"its pickle needs more than {CheckpointLimits.Operations} operations");
    }
}
