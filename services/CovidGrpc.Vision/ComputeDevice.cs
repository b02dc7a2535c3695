using System.Text.RegularExpressions;
using TorchSharp;

namespace CovidGrpc.Vision;

/// <summary>What computes, as settings name it: <c>auto</c> (CUDA where there is a GPU, else the CPU), <c>cpu</c>, or <c>cuda:N</c>.</summary>
public static partial class ComputeDevice
{
    /// <summary>Whichever is faster of what the machine has.</summary>
    public const string Auto = "auto";

    /// <summary>Regular expression that a whole name matches.</summary>
    public const string Pattern = "auto|cpu|cuda:[0-9]{1,2}";

    /// <summary>Whether that is the name of a device that this program can compute on: a GPU must be there, and libtorch the one for CUDA.</summary>
    public static bool IsHere(string name)
    {
        if (!Name().IsMatch(name))
            return false;
        var device = Of(name);
        return device.type != DeviceType.CUDA || (torch.cuda.is_available() && device.index < torch.cuda.device_count());
    }

    /// <summary>The device of that name.</summary>
    public static torch.Device Of(string name)
    {
        return name == Auto ? (torch.cuda.is_available() ? torch.CUDA : torch.CPU) : new torch.Device(name);
    }

    [GeneratedRegex($"^({Pattern})$")]
    private static partial Regex Name();
}
