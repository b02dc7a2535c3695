using System.Reflection;
using System.Text.Json.Serialization;

namespace CovidGrpc.Vision.Models;

/// <summary>The names that files use for an enumeration's values (<see cref="JsonStringEnumMemberNameAttribute"/>).</summary>
internal static class EnumText<T>
    where T : struct, Enum
{
    private static readonly Dictionary<T, string> Texts = Enum.GetValues<T>().ToDictionary(
        value => value,
        value => typeof(T).GetField(value.ToString())!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()!.Name);

    internal static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<T>().Select(value => Texts[value])];

    internal static string Of(T value)
    {
        return Texts[value];
    }

    internal static bool TryParse(string text, out T value)
    {
        (value, var name) = Texts.FirstOrDefault(pair => pair.Value == text);
        return name is not null;
    }
}
