using System.Buffers.Binary;
using System.Text;
using CovidGrpc.Tests;

namespace CovidGrpc.Dicom.Tests;

public sealed class DicomFileTests
{
    private const int PreambleAndPrefix = 132;

    private static readonly byte[] File = new DicomFile(SyntheticCt.Dataset()).ToArray();

    [Fact]
    public void LooksLikeDicom_OwnFile_IsTrue() => Assert.True(DicomFile.LooksLikeDicom(File.AsSpan(0, 136)));

    [Theory]
    [InlineData("")]
    [InlineData("DIC")]
    [InlineData("II*\0\u0008\0\0\0")]
    [InlineData("\u0089PNG\r\n\u001a\n")]
    [InlineData("plain text of some length")]
    public void LooksLikeDicom_OtherBytes_IsFalse(string head) => Assert.False(DicomFile.LooksLikeDicom(Encoding.Latin1.GetBytes(head)));

    [Fact]
    public void Read_WithoutPreamble_GivesTheSameDataset()
    {
        foreach (var skipped in new[] { 128, PreambleAndPrefix })
        {
            var file = DicomFile.Read(File.AsMemory(skipped));
            Assert.Equal("CT", file.Dataset.GetString(DicomTag.Modality));
            Assert.Equal(64, file.Dataset.GetInteger(DicomTag.Rows));
        }
    }

    [Fact]
    public void Read_PixelData_IsASliceOfTheInput()
    {
        var pixels = DicomFile.Read(File).Dataset.Find(DicomTag.PixelData)!.Value;
        Assert.True(File.AsSpan().Overlaps(pixels.Span));
    }

    [Fact]
    public void Read_CutAnywhere_ThrowsDicomExceptionOrEndsBetweenElements()
    {
        var whole = DicomFile.Read(File).Dataset.Count;
        for (var length = 0; length < File.Length; length++)
        {
            try
            {
                Assert.True(DicomFile.Read(File.AsMemory(0, length)).Dataset.Count < whole);
            }
            catch (DicomException exception)
            {
                Assert.Contains(exception.Reason, new[] { DicomReasons.NotDicom, DicomReasons.Truncated, DicomReasons.MissingAttribute });
            }
        }
    }

    [Fact]
    public void Read_ManyOpenSequences_IsRefusedByDepth()
    {
        var nested = new MemoryStream();
        nested.Write(Header(DicomTransferSyntax.ImplicitLittleEndian.Uid));
        for (var level = 0; level < 20_000; level++)
        {
            nested.Write(ImplicitHeader(0x0008, 0x1140, 0xFFFFFFFF));
            nested.Write(ImplicitHeader(0xFFFE, 0xE000, 0xFFFFFFFF));
        }

        AssertRefused(DicomReasons.LimitExceeded, nested.ToArray());
    }

    [Fact]
    public void Read_MoreElementsThanTheLimit_IsRefused() =>
        Assert.Equal(DicomReasons.LimitExceeded, Assert.Throws<DicomException>(
            () => DicomFile.Read(File, new DicomReadLimits { MaxElements = 20 })).Reason);

    [Fact]
    public void Read_LargerFileThanTheLimit_IsRefused() =>
        Assert.Equal(DicomReasons.LimitExceeded, Assert.Throws<DicomException>(
            () => DicomFile.Read(File, new DicomReadLimits { MaxFileBytes = 1000 })).Reason);

    [Fact]
    public void Read_LengthBeyondTheFile_IsRefused() => AssertRefused(
        DicomReasons.Truncated, [.. Header(DicomTransferSyntax.ImplicitLittleEndian.Uid), .. ImplicitHeader(0x7FE0, 0x0010, 0xFFFFFFF0)]);

    [Fact]
    public void Read_DuplicateElement_IsRefused()
    {
        byte[] rows = [.. ImplicitHeader(0x0028, 0x0010, 2), 64, 0];
        AssertRefused(DicomReasons.Malformed, [.. Header(DicomTransferSyntax.ImplicitLittleEndian.Uid), .. rows, .. rows]);
    }

    [Fact]
    public void Read_ImplicitSequences_DefinedAndUndefinedLengths()
    {
        byte[] value = [.. ImplicitHeader(0x0008, 0x1155, 4), .. "1.2\0"u8];
        byte[] definedItem = [.. ImplicitHeader(0xFFFE, 0xE000, (uint)value.Length), .. value];
        byte[] undefinedItem = [.. ImplicitHeader(0xFFFE, 0xE000, 0xFFFFFFFF), .. value, .. ImplicitHeader(0xFFFE, 0xE00D, 0)];
        byte[] items = [.. definedItem, .. undefinedItem];
        byte[] file =
        [
            .. Header(DicomTransferSyntax.ImplicitLittleEndian.Uid),
            .. ImplicitHeader(0x0008, 0x1140, (uint)items.Length), .. items,
            .. ImplicitHeader(0x0009, 0x1001, 0xFFFFFFFF), .. items, .. ImplicitHeader(0xFFFE, 0xE0DD, 0),
            .. ImplicitHeader(0x0028, 0x0010, 2), 64, 0,
        ];

        var dataset = DicomFile.Read(file).Dataset;

        foreach (var tag in new[] { DicomTag.ReferencedImageSequence, new DicomTag(0x0009, 0x1001) })
            Assert.Equal(["1.2", "1.2"], dataset.GetItems(tag).Select(item => item.GetString(DicomTag.ReferencedSopInstanceUid)));
        Assert.Equal(64, dataset.GetInteger(DicomTag.Rows));
    }

    [Fact]
    public void Read_UnknownRepresentation_KeepsTheMeaningOfKnownTags()
    {
        byte[] rows = [0x28, 0x00, 0x10, 0x00, (byte)'U', (byte)'N', 0, 0, 2, 0, 0, 0, 64, 0];
        Assert.Equal(64, DicomFile.Read((byte[])[.. Header(DicomTransferSyntax.ExplicitLittleEndian.Uid), .. rows]).Dataset.GetInteger(DicomTag.Rows));
    }

    [Theory]
    [InlineData("1.2.3.4", "unknown")]
    public void Read_UndecodableTransferSyntax_IsRefusedByName(string uid, string message)
    {
        var exception = Assert.Throws<DicomException>(() => DicomFile.Read(Header(uid)));
        Assert.Equal(DicomReasons.UnsupportedTransferSyntax, exception.Reason);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FragmentsOfCompressedPixels_AreKept()
    {
        var dataset = SyntheticCt.Dataset().Set(new DicomElement(DicomTag.PixelData, new ReadOnlyMemory<byte>[] { default, new byte[] { 1, 2, 3, 4 } }));
        var file = DicomFile.Read(new DicomFile(dataset, DicomTransferSyntax.Find("1.2.840.10008.1.2.4.70")!).ToArray());

        Assert.Equal([1, 2, 3, 4], file.Dataset.Find(DicomTag.PixelData)!.Fragments![1].ToArray());
        var exception = Assert.Throws<DicomException>(() => PixelFrame.Read(PixelData.Open(file), 0));
        Assert.StartsWith("The JPEG Lossless pixel data is damaged: ", exception.Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(string reason, byte[] file) =>
        Assert.Equal(reason, Assert.Throws<DicomException>(() => DicomFile.Read(file)).Reason);

    // Preamble, prefix and a meta group with the transfer syntax alone.
    private static byte[] Header(string transferSyntax)
    {
        var uid = Encoding.ASCII.GetBytes(transferSyntax.Length % 2 == 0 ? transferSyntax : transferSyntax + "\0");
        return [.. new byte[128], .. "DICM"u8, 0x02, 0x00, 0x10, 0x00, (byte)'U', (byte)'I', (byte)uid.Length, 0, .. uid];
    }

    private static byte[] ImplicitHeader(ushort group, ushort element, uint length)
    {
        var header = new byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(header, group);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(2), element);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), length);
        return header;
    }
}
