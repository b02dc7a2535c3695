using CovidGrpc.Tests;

namespace CovidGrpc.Dicom.Tests;

public sealed class MutationTests
{
    private const int Mutations = 6000;
    private const long MaxBytesPerFile = 4 << 20;

    [Fact]
    public void Read_MutatedFiles_ThrowNothingButDicomExceptionWithinBoundedMemory()
    {
        var random = new Random(20200229);
        var original = new DicomFile(SyntheticCt.Dataset(16, 16)).ToArray();
        var hounsfield = new float[256 * 256];
        var (read, refused) = (0, 0);
        for (var i = 0; i < Mutations; i++)
        {
            var mutant = Mutate(original, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var file = DicomFile.Read(mutant);
                ImageOnly.From(file).ToArray();
                CtImage.Read(file).CopyHounsfield(hounsfield);
                read++;
            }
            catch (DicomException exception)
            {
                Assert.DoesNotContain(SyntheticCt.PatientMark, exception.Message, StringComparison.Ordinal);
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxBytesPerFile);
        }

        Assert.True(read > Mutations / 20 && refused > Mutations / 20, $"{read} read, {refused} refused: the mutations are too weak or too strong");
    }

    // One to four of: a changed byte, an extreme 16- or 32-bit number, a removed, repeated or cut stretch; mostly in the header.
    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = new List<byte>(original);
        for (var changes = random.Next(1, 5); changes > 0 && bytes.Count > 140; changes--)
        {
            var at = random.Next(128, Math.Min(bytes.Count - 8, 1500));
            switch (random.Next(7))
            {
                case 0:
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 3:
                    var extreme = BitConverter.GetBytes(new[] { 0u, 1u, 0x7FFFFFFFu, 0x80000000u, 0xFFFFFFFEu, 0xFFFFFFFFu }[random.Next(6)]);
                    for (var i = 0; i < random.Next(2, 5); i++)
                        bytes[at + i] = extreme[i];
                    break;
                case 4:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 12), bytes.Count - at));
                    break;
                case 5:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 60), bytes.Count - at)));
                    break;
                default:
                    var cut = bytes.Count - random.Next(1, 100);
                    bytes.RemoveRange(cut, bytes.Count - cut);
                    break;
            }
        }

        return [.. bytes];
    }
}
