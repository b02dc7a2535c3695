using System.CommandLine;
using System.Numerics;

namespace CovidGrpc.Cli;

/// <summary>Ranges of numeric options.</summary>
internal static class OptionRange
{
    /// <summary>Refuses values outside <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static Option<T> Within<T>(this Option<T> option, T least, T most)
        where T : struct, INumber<T>
    {
        option.Validators.Add(result =>
        {
            var value = result.GetValueOrDefault<T>();
            if (!(value >= least && value <= most))
            {
                result.AddError($"{option.Name} takes {least} to {most}");
            }
        });
        return option;
    }
}
