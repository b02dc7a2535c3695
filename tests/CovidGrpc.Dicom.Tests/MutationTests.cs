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
            var mutant = Mutation.Of(original, random, from: 128, to: 1500);
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
}
