using System.CommandLine;

namespace CovidGrpc.Cli;

/// <summary>Arguments that are paths.</summary>
internal static class PathArgument
{
    /// <summary>Takes what starts with <c>-</c> for a misspelt option, as the parser would not.</summary>
    public static Argument<T> RefusingOptions<T>(this Argument<T> argument)
    {
        argument.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-')))
            {
                result.AddError($"Unrecognized option '{token.Value}'. A path that starts like this is written ./{token.Value}");
            }
        });
        return argument;
    }
}
