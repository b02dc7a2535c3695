using System.Text.Json;

namespace CovidGrpc.Metrics.Segmentation.Files;

/// <summary>
/// Reads the entries of a JSON file one after the other: of the one list that it is, or of the lists that its root object holds. Never more
/// than one entry is in memory.
/// </summary>
internal sealed class JsonLists(Stream stream, int mostBytes)
{
    /// <summary>Name of the list in a file that is one.</summary>
    internal const string Root = "";

    private byte[] _buffer = new byte[Math.Min(mostBytes, 1 << 16)];
    private int _start;
    private int _end;
    private bool _isWhole;
    private JsonReaderState _state;
    private string? _list;
    private string _property = Root;
    private long _index;

    /// <summary>The entries in the order of the file.</summary>
    /// <exception cref="MetricsFileException">The file is no JSON, or an entry is too large.</exception>
    internal IEnumerable<JsonEntry> Read()
    {
        while (true)
        {
            var (step, entry) = Advance();
            if (entry is not null)
                yield return entry;
            else if (step == Step.End)
                yield break;
            else if (step == Step.Incomplete)
                Fill();
        }
    }

    private enum Step
    {
        Done,
        Incomplete,
        End,
    }

    /// <summary>Takes one token, or one whole value, off the buffer.</summary>
    private (Step Step, JsonEntry? Entry) Advance()
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isWhole, _state);
        try
        {
            if (!reader.Read())
                return (_isWhole ? Step.End : Step.Incomplete, null);
            JsonEntry? entry = null;
            var isWhole = _list is null ? IsStructure(ref reader) || reader.TrySkip() : TryReadEntry(ref reader, out entry);
            if (!isWhole)
                return (Step.Incomplete, null);
            _state = reader.CurrentState;
            _start += (int)reader.BytesConsumed;
            return (Step.Done, entry);
        }
        catch (JsonException damage)
        {
            throw new MetricsFileException($"line {damage.LineNumber + 1}", "no valid JSON", damage);
        }
    }

    /// <summary>Whether the token belongs to the root: its braces, the name of a list, the list's opening bracket.</summary>
    private bool IsStructure(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _property = reader.GetString()!;
                return true;
            case JsonTokenType.StartArray:
                (_list, _index) = (_property, 0);
                return true;
            case JsonTokenType.StartObject when reader.CurrentDepth == 0:
            case JsonTokenType.EndObject:
                return true;
            default:
                return false;
        }
    }

    private bool TryReadEntry(ref Utf8JsonReader reader, out JsonEntry? entry)
    {
        entry = null;
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            _list = null;
            return true;
        }

        if (!JsonElement.TryParseValue(ref reader, out var value))
            return false;
        if (++_index > CocoFileLimits.Entries)
            throw new MetricsFileException($"{_list}[{_index}]", $"more than {CocoFileLimits.Entries} entries");
        entry = new(_list!, _index, value.Value);
        return true;
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == mostBytes)
            throw new MetricsFileException(_list is null ? "the file" : $"{_list}[{_index + 1}]", $"an entry of more than {mostBytes} bytes");
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, (int)Math.Min(2L * _end, mostBytes));
        var read = stream.ReadAtLeast(_buffer.AsSpan(_end), _buffer.Length - _end, throwOnEndOfStream: false);
        _isWhole = read < _buffer.Length - _end;
        _end += read;
    }
}
