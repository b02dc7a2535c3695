using System.Globalization;

namespace CovidGrpc.ModelServing;

/// <summary>Reads Linux's files of the form <c>Name:   123 kB</c>.</summary>
internal static class MemoryFields
{
    /// <summary>The value of a field in KiB; null when it is not there.</summary>
    public static long? Kibibytes(string file, string field)
    {
        foreach (var line in File.ReadLines(file))
        {
            if (line.StartsWith(field, StringComparison.Ordinal) && line.Split([':', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is [_, var value, ..])
            {
                return long.Parse(value, CultureInfo.InvariantCulture);
            }
        }

        return null;
    }
}
