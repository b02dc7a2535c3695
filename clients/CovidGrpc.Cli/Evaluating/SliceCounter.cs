namespace CovidGrpc.Cli.Evaluating;

/// <summary>Counts slices on one line of a terminal; silent elsewhere.</summary>
internal sealed class SliceCounter(TextWriter output) : IProgress<(int Slices, int Of)>
{
    public void Report((int Slices, int Of) value)
    {
        if (!Console.IsErrorRedirected)
        {
            output.Write($"\r{value.Slices}/{value.Of} slices{(value.Slices == value.Of ? Environment.NewLine : "")}");
        }
    }
}
