using System.Buffers;
using System.Buffers.Binary;

namespace CovidGrpc.Dicom;

/// <summary>A DICOM Part 10 file (PS3.10, chapter 7): its transfer syntax and its data set.</summary>
public sealed class DicomFile
{
    private const int PreambleBytes = 128;
    private const string ImplementationVersion = "COVIDGRPC_0_1";

    /// <summary>A file to write, in explicit little endian.</summary>
    /// <param name="dataset">Data set with uncompressed pixels, or none.</param>
    public DicomFile(DicomDataset dataset) : this(dataset, DicomTransferSyntax.ExplicitLittleEndian)
    {
    }

    /// <summary>A file with a data set whose pixels are encoded as the transfer syntax says.</summary>
    /// <param name="dataset">Data set.</param>
    /// <param name="transferSyntax">A little-endian transfer syntax.</param>
    public DicomFile(DicomDataset dataset, DicomTransferSyntax transferSyntax) => (Dataset, TransferSyntax) = (dataset, transferSyntax);

    /// <summary>Data set.</summary>
    public DicomDataset Dataset { get; }

    /// <summary>How the data set and its pixels are, or were, encoded.</summary>
    public DicomTransferSyntax TransferSyntax { get; }

    private static ReadOnlySpan<byte> Prefix => "DICM"u8;

    /// <summary>Whether these bytes, or the first few hundred of a file, look like DICOM. Reads at most 136 bytes.</summary>
    /// <param name="head">Start of a file.</param>
    public static bool LooksLikeDicom(ReadOnlySpan<byte> head) => HasPreamble(head) || head.StartsWith(Prefix) || StartsWithElement(head);

    /// <summary>Reads a file with or without preamble, with or without file meta information. Values of little-endian files are slices of the input.</summary>
    /// <param name="file">The whole file, unchanged as long as the result is in use.</param>
    /// <param name="limits">What is accepted; <see cref="DicomReadLimits.Default"/> when null.</param>
    /// <exception cref="DicomException">No DICOM file, a damaged one, or one beyond the limits.</exception>
    public static DicomFile Read(ReadOnlyMemory<byte> file, DicomReadLimits? limits = null)
    {
        limits ??= DicomReadLimits.Default;
        if (file.Length > limits.MaxFileBytes)
            throw new DicomException(DicomReasons.LimitExceeded, $"The DICOM file is larger than {limits.MaxFileBytes >> 20} MiB.");
        if (!LooksLikeDicom(file.Span))
            throw new DicomException(DicomReasons.NotDicom, "This is not a DICOM file.");

        var start = HasPreamble(file.Span) ? PreambleBytes + Prefix.Length : file.Span.StartsWith(Prefix) ? Prefix.Length : 0;
        var reader = new DicomReader(file, start, limits);
        var meta = reader.ReadFileMeta();
        var syntax = meta.Count > 0 ? DeclaredSyntax(meta) : GuessedSyntax(file.Span[reader.Position..]);
        if (syntax == DicomTransferSyntax.Deflated)
            reader = new DicomReader(DeflatedDataset.Inflate(file[reader.Position..], limits), 0, limits);
        var dataset = reader.ReadDataset(syntax);
        if (syntax.IsBigEndian)
            NativeFrames.OrderWords(dataset);
        return new DicomFile(dataset, syntax);
    }

    /// <summary>Writes the file: preamble, file meta information, data set in explicit little endian.</summary>
    /// <param name="output">Receives the bytes.</param>
    public void Write(IBufferWriter<byte> output)
    {
        output.Write(stackalloc byte[PreambleBytes]);
        output.Write(Prefix);

        var meta = new ArrayBufferWriter<byte>();
        new DicomWriter(meta).WriteDataset(FileMeta());
        var length = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)meta.WrittenCount);

        var writer = new DicomWriter(output);
        writer.WriteElement(new DicomElement(DicomTag.FileMetaInformationGroupLength, DicomVr.UL, length));
        output.Write(meta.WrittenSpan);
        writer.WriteDataset(Dataset);
    }

    /// <summary>The bytes of the file, as <see cref="Write"/> gives them.</summary>
    public byte[] ToArray()
    {
        var output = new ArrayBufferWriter<byte>();
        Write(output);
        return output.WrittenSpan.ToArray();
    }

    private static bool HasPreamble(ReadOnlySpan<byte> head) => head.Length >= PreambleBytes + Prefix.Length && head[PreambleBytes..].StartsWith(Prefix);

    // Without a preamble a file starts with its meta information, or as before 1993 with group 0008.
    private static bool StartsWithElement(ReadOnlySpan<byte> head) => StartsBigEndian(head)
        || (head.Length >= 8 && head[0] is (2 or 8) && head[1] == 0 && head[3] == 0
            && (ValueRepresentation.TryParse(head[4], head[5], out _) || BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) <= 64));

    private static bool StartsBigEndian(ReadOnlySpan<byte> head) =>
        head.Length >= 8 && head[0] == 0 && head[1] == 8 && head[2] == 0 && ValueRepresentation.TryParse(head[4], head[5], out _);

    private static DicomTransferSyntax DeclaredSyntax(DicomDataset meta)
    {
        var uid = meta.GetString(DicomTag.TransferSyntaxUid)
            ?? throw new DicomException(DicomReasons.MissingAttribute, $"The file meta information lacks {DicomTag.TransferSyntaxUid}.");
        return DicomTransferSyntax.Find(uid)
            ?? throw new DicomException(DicomReasons.UnsupportedTransferSyntax, "The transfer syntax of the DICOM file is unknown; store it again as Explicit VR Little Endian.");
    }

    private static DicomTransferSyntax GuessedSyntax(ReadOnlySpan<byte> head)
    {
        if (head.Length < 8)
            throw new DicomException(DicomReasons.Truncated, "The DICOM file holds no data set.");
        if (StartsBigEndian(head))
            return DicomTransferSyntax.ExplicitBigEndian;
        return ValueRepresentation.TryParse(head[4], head[5], out _) ? DicomTransferSyntax.ExplicitLittleEndian : DicomTransferSyntax.ImplicitLittleEndian;
    }

    private DicomDataset FileMeta()
    {
        // What was implicit is written explicit; compressed pixels keep their syntax, which is explicit already.
        var syntax = TransferSyntax.IsEncapsulated ? TransferSyntax : DicomTransferSyntax.ExplicitLittleEndian;
        return new DicomDataset()
            .SetBytes(DicomTag.FileMetaInformationVersion, DicomVr.OB, new byte[] { 0, 1 })
            .SetString(DicomTag.MediaStorageSopClassUid, Dataset.GetString(DicomTag.SopClassUid) ?? "")
            .SetString(DicomTag.MediaStorageSopInstanceUid, Dataset.GetString(DicomTag.SopInstanceUid) ?? "")
            .SetString(DicomTag.TransferSyntaxUid, syntax.Uid)
            .SetString(DicomTag.ImplementationClassUid, DicomUids.ImplementationClass)
            .SetString(DicomTag.ImplementationVersionName, ImplementationVersion);
    }
}
