using System.Globalization;
using System.Numerics;
using System.Text;

namespace CovidGrpc.Vision.Checkpoints;

/// <summary>Values that pickle protocol 0 writes as text.</summary>
internal static class PickleText
{
    /// <summary>A <see cref="long"/> where it fits, else a <see cref="BigInteger"/>.</summary>
    internal static object Narrow(BigInteger number)
    {
        return number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;
    }

    internal static object Integer(string text)
    {
        return BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? Narrow(number)
            : throw new InvalidDataException("its pickle has a malformed integer");
    }

    internal static double Number(string text)
    {
        return text switch
        {
            "nan" => double.NaN,
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new InvalidDataException("its pickle has a malformed number"),
        };
    }

    /// <summary>A text as Python 2's <c>repr</c> writes it, in quotes. Only ASCII has one meaning there.</summary>
    internal static string Quoted(string text)
    {
        if (text is not (['\'', .., '\''] or ['"', .., '"']))
            throw Malformed();
        return Unescape(text[1..^1], escape => escape switch
        {
            '\\' or '\'' or '"' or 'n' or 'r' or 't' => 0,
            'x' => 2,
            _ => null,
        });
    }

    /// <summary>A text as Python's codec <c>raw-unicode-escape</c> writes it.</summary>
    internal static string RawUnicode(string text)
    {
        return Unescape(text, escape => escape switch
        {
            'u' => 4,
            'U' => 8,
            _ => null,
        });
    }

    private static string Unescape(string text, Func<char, int?> digitsOf)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                plain.Append(text[i]);
                continue;
            }

            if (++i == text.Length)
                throw Malformed();
            var digits = digitsOf(text[i]) ?? throw Malformed();
            if (digits == 0)
                plain.Append(text[i] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', var quoted => quoted });
            else
                plain.Append(Character(text.AsSpan(Math.Min(i + 1, text.Length)), digits));
            i += digits;
        }

        return plain.ToString();
    }

    private static string Character(ReadOnlySpan<char> text, int digits)
    {
        if (text.Length < digits || !int.TryParse(text[..digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            || !Rune.IsValid(code) || (digits == 2 && code > 0x7F))
        {
            throw Malformed();
        }

        return new Rune(code).ToString();
    }

    private static InvalidDataException Malformed()
    {
        return new("its pickle has a malformed text");
    }
}
