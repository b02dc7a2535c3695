using System.Text;

namespace CovidGrpc.Dicom.Identity;

/// <summary>
/// De-identifies whole objects by the Basic Application Level Confidentiality Profile (PS3.15, annex E), at every depth
/// of sequences; private attributes, curves and overlays go. What an answer needs no more than pixels and geometry for
/// is better reduced by <see cref="ImageOnly"/>, which keeps less. Pixels stay byte for byte, with what is burned into them.
/// </summary>
/// <param name="uids">Replacement of identifiers.</param>
public sealed class Deidentifier(KeyedUids uids)
{
    private const string DummyText = "ANONYMOUS";

    private static readonly CodedConcept BasicProfile = new("113100", "DCM", "Basic Application Confidentiality Profile");

    /// <summary>The object without identity, in its transfer syntax.</summary>
    /// <param name="file">Any DICOM object.</param>
    public DicomFile Deidentify(DicomFile file) => new(Deidentify(file.Dataset), file.TransferSyntax);

    /// <summary>The data set without identity; the same key gives the same data set.</summary>
    /// <param name="dataset">Data set of any DICOM object; unchanged.</param>
    public DicomDataset Deidentify(DicomDataset dataset) => Clean(dataset)
        .SetString(DicomTag.PatientIdentityRemoved, "YES")
        .SetString(DicomTag.DeidentificationMethod, "PS3.15 annex E, basic profile")
        .SetSequence(DicomTag.DeidentificationMethodCodeSequence, BasicProfile.ToItem())
        .SetString(DicomTag.LongitudinalTemporalInformationModified, "REMOVED");

    private DicomDataset Clean(DicomDataset dataset)
    {
        var cleaned = new DicomDataset();
        foreach (var element in dataset)
        {
            if (Clean(element) is { } kept)
                cleaned.Set(kept);
        }

        return cleaned;
    }

    private DicomElement? Clean(DicomElement element) => ConfidentialityProfile.ActionOn(element) switch
    {
        ConfidentialityAction.Remove => null,
        ConfidentialityAction.Empty => element.Items is null
            ? new DicomElement(element.Tag, ConfidentialityProfile.VrOf(element), ReadOnlyMemory<byte>.Empty)
            : new DicomElement(element.Tag, (IReadOnlyList<DicomDataset>)[]),
        ConfidentialityAction.Dummy => Dummy(element),
        ConfidentialityAction.ReplaceUid => ReplaceUids(element),
        _ => element.Items is { } items ? new DicomElement(element.Tag, [.. items.Select(Clean)]) : element,
    };

    // A sequence keeps its shape and loses every value in it but identifiers of the standard, as those of SOP classes.
    private DicomElement Dummy(DicomElement element)
    {
        if (element.Items is { } items)
            return new DicomElement(element.Tag, [.. items.Select(DummyItem)]);
        var vr = ConfidentialityProfile.VrOf(element);
        if (vr == DicomVr.UI)
            return DicomUids.IsStandard(element) ? element : ReplaceUids(element);
        return vr == DicomVr.SQ
            ? new DicomElement(element.Tag, (IReadOnlyList<DicomDataset>)[])
            : new DicomElement(element.Tag, vr, element.Tag == DicomTag.PatientId ? Pseudonym(element) : DummyValue(vr));
    }

    private DicomDataset DummyItem(DicomDataset item)
    {
        var dummy = new DicomDataset();
        foreach (var element in item)
        {
            if (ConfidentialityProfile.ActionOn(element) != ConfidentialityAction.Remove)
                dummy.Set(Dummy(element));
        }

        return dummy;
    }

    // Patients stay apart, as an archive would otherwise merge them.
    private byte[] Pseudonym(DicomElement element) => Encoding.ASCII.GetBytes(uids.Pseudonym(DicomUids.Text(element)));

    private static byte[] DummyValue(DicomVr vr) => vr switch
    {
        DicomVr.DA => "19000101"u8.ToArray(),
        DicomVr.DT => "19000101000000"u8.ToArray(),
        DicomVr.TM => "000000"u8.ToArray(),
        DicomVr.AS => "000Y"u8.ToArray(),
        DicomVr.DS or DicomVr.IS => "0"u8.ToArray(),
        _ when vr.IsText() => Encoding.ASCII.GetBytes(DummyText),
        _ => new byte[sizeof(ulong)], // One or more zeros of any binary representation.
    };

    private DicomElement ReplaceUids(DicomElement element)
    {
        var values = DicomUids.Text(element).Split('\\').Select(uid => uid.Length == 0 ? uid : uids.Replace(uid));
        return new DicomElement(element.Tag, DicomVr.UI, Encoding.ASCII.GetBytes(string.Join('\\', values)));
    }
}
