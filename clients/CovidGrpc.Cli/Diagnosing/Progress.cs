namespace CovidGrpc.Cli.Diagnosing;

/// <summary>One line on standard error that tells what is being done; silent unless that is a terminal.</summary>
internal sealed class Progress(int files) : IDisposable
{
    private const string EraseLine = "\r\u001b[2K";

    private const int BarWidth = 30;

    private readonly bool _silent = Console.IsErrorRedirected;
    private int _file;

    public void Show(string text)
    {
        if (!_silent)
        {
            Console.Error.Write($"{EraseLine}{text} …");
        }
    }

    public void Next(string file) => Show($"[{++_file}/{files}] {Path.GetFileName(Path.TrimEndingDirectorySeparator(file))}");

    /// <summary>A bar that fills as slices are done.</summary>
    public void ShowShare(string file, uint done, uint total)
    {
        var filled = total == 0 ? 0 : (int)(BarWidth * (long)done / total);
        Show($"[{_file}/{files}] {Path.GetFileName(Path.TrimEndingDirectorySeparator(file))} {new string('█', filled)}{new string('░', BarWidth - filled)} {done}/{total}");
    }

    public void Clear()
    {
        if (!_silent)
        {
            Console.Error.Write(EraseLine);
        }
    }

    public void Dispose() => Clear();
}
