using System.Globalization;
using CovidGrpc.Testing;

namespace CovidGrpc.Dicom.Tests.Identity;

/// <summary>The table of the profile as it lies in the repository.</summary>
internal static class ProfileTable
{
    public static IReadOnlyList<ProfileRow> Rows { get; } =
    [
        .. File.ReadLines(Repository.PathOf("services/CovidGrpc.Dicom/Identity/confidentiality-profile.csv"))
            .Skip(1)
            .Select(line => line.Split(','))
            .Select(fields => new ProfileRow(Tag(fields[0]), fields[1], Enum.Parse<DicomVr>(fields[2]), fields[3])),
    ];

    private static DicomTag Tag(string number) => new(Word(number[..4]), Word(number[4..]));

    private static ushort Word(string digits) => ushort.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}

internal sealed record ProfileRow(DicomTag Tag, string Code, DicomVr Vr, string Keyword);
