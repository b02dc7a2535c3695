using System.Text.Json;
using System.Text.RegularExpressions;

namespace CovidGrpc.Vision.Models;

/// <summary>Reads the properties of one JSON object; what is wrong goes to a list, and a harmless value comes back.</summary>
internal sealed class JsonObjectReader
{
    private readonly JsonElement _element;
    private readonly string _path;
    private readonly List<string> _errors;
    private readonly HashSet<string> _known = [];

    /// <param name="element">The object; anything else is an error unless it is absent (undefined), which its reader has told already.</param>
    /// <param name="path">Where the object stands, with a trailing dot; empty for the root.</param>
    /// <param name="errors">Takes what is wrong.</param>
    internal JsonObjectReader(JsonElement element, string path, List<string> errors)
    {
        _element = element;
        _path = path;
        _errors = errors;
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined))
            errors.Add($"{(path.Length == 0 ? "the file" : path.TrimEnd('.'))} must be a JSON object");
    }

    internal bool Has(string name)
    {
        return _element.ValueKind == JsonValueKind.Object && _element.TryGetProperty(name, out _);
    }

    internal JsonObjectReader Object(string name)
    {
        return new(Find(name), $"{_path}{name}.", _errors);
    }

    internal string Text(string name, int longest, Regex? pattern = null)
    {
        var value = Find(name);
        if (value.ValueKind == JsonValueKind.Undefined)
            return "";
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && text.Length <= longest
            && pattern?.IsMatch(text) != false)
        {
            return text;
        }

        var form = pattern is null ? "" : $" of the form {pattern}";
        _errors.Add($"{_path}{name} must be a text of 1 to {longest} characters{form}");
        return "";
    }

    internal int Integer(string name, int least, int most)
    {
        var value = Find(name);
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
            return number;
        if (value.ValueKind != JsonValueKind.Undefined)
            _errors.Add($"{_path}{name} must be a whole number, {(least == most ? $"{least}" : $"{least} to {most}")}");
        return least;
    }

    internal double Number(string name, double least, double most)
    {
        var value = Find(name);
        if (IsNumber(value, least, most))
            return value.GetDouble();
        if (value.ValueKind != JsonValueKind.Undefined)
            _errors.Add($"{_path}{name} must be a number, {least} to {most}");
        return least;
    }

    internal IReadOnlyList<double> Numbers(string name, double least, double most, int longest)
    {
        var value = Find(name);
        if (value.ValueKind == JsonValueKind.Undefined)
            return [];
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is var length and > 0 && length <= longest
            && value.EnumerateArray().All(item => IsNumber(item, least, most)))
        {
            return [.. value.EnumerateArray().Select(item => item.GetDouble())];
        }

        _errors.Add($"{_path}{name} must be a list of 1 to {longest} numbers, {least} to {most}");
        return [];
    }

    internal bool Truth(string name)
    {
        var value = Find(name);
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Undefined))
            _errors.Add($"{_path}{name} must be true or false");
        return value.ValueKind == JsonValueKind.True;
    }

    internal T Choice<T>(string name, IReadOnlyList<T>? among = null)
        where T : struct, Enum
    {
        among ??= Enum.GetValues<T>();
        var value = Find(name);
        if (value.ValueKind == JsonValueKind.String && EnumText<T>.TryParse(value.GetString()!, out var choice) && among.Contains(choice))
            return choice;
        if (value.ValueKind != JsonValueKind.Undefined)
            _errors.Add($"{_path}{name} must be one of {string.Join(", ", among.Select(EnumText<T>.Of))}");
        return default;
    }

    /// <summary>Every value of <typeparamref name="T"/>, once and in order: the network's outputs have no other meaning.</summary>
    internal IReadOnlyList<T> All<T>(string name)
        where T : struct, Enum
    {
        return List<T>(name, complete: true);
    }

    /// <summary>One or more values of <typeparamref name="T"/>, each once and in order.</summary>
    internal IReadOnlyList<T> Some<T>(string name)
        where T : struct, Enum
    {
        return List<T>(name, complete: false);
    }

    /// <summary>The objects of a list, which may be empty.</summary>
    internal IReadOnlyList<JsonObjectReader> Objects(string name, int most)
    {
        var value = Find(name);
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= most)
            return [.. value.EnumerateArray().Select((item, i) => new JsonObjectReader(item, $"{_path}{name}[{i}].", _errors))];
        if (value.ValueKind != JsonValueKind.Undefined)
            _errors.Add($"{_path}{name} must be a list of at most {most} objects");
        return [];
    }

    /// <summary>Tells of properties that nobody asked for.</summary>
    internal void RejectOthers()
    {
        if (_element.ValueKind != JsonValueKind.Object)
            return;
        foreach (var property in _element.EnumerateObject().Where(property => !_known.Contains(property.Name)))
            _errors.Add($"{_path}{property.Name} is not known");
    }

    private static bool IsNumber(JsonElement value, double least, double most)
    {
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most;
    }

    private T[] List<T>(string name, bool complete)
        where T : struct, Enum
    {
        var value = Find(name);
        var texts = value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? value.EnumerateArray().Select(item => item.GetString()!).ToArray()
            : [];
        var wanted = EnumText<T>.Names.Where(text => complete || texts.Contains(text)).ToArray();
        if (texts.Length > 0 && texts.SequenceEqual(wanted))
            return [.. Enum.GetValues<T>().Where(choice => wanted.Contains(EnumText<T>.Of(choice)))];
        if (value.ValueKind != JsonValueKind.Undefined)
            _errors.Add($"{_path}{name} must be the list {string.Join(", ", EnumText<T>.Names)}{(complete ? "" : ", or some of it in that order")}");
        return Enum.GetValues<T>();
    }

    private JsonElement Find(string name)
    {
        _known.Add(name);
        if (_element.ValueKind != JsonValueKind.Object)
            return default;
        if (_element.TryGetProperty(name, out var value))
            return value;
        _errors.Add($"{_path}{name} is missing");
        return default;
    }
}
