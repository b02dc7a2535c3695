namespace CovidGrpc.Training.Phantoms;

/// <summary>The folder of a series: slices numbered from 1, their label maps in the folder <c>masks</c>.</summary>
internal static class SeriesFolder
{
    private const string Masks = "masks";

    public static void Write(
        string folder, string extension, IEnumerable<PhantomSlice> slices, bool withMasks, Action<Stream, PhantomSlice, int> writeSlice)
    {
        // Slices left over from another series would mix with these.
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new IOException("The folder for the phantom is not empty: name a new one.");
        Directory.CreateDirectory(withMasks ? Path.Combine(folder, Masks) : folder);

        int number = 0;
        foreach (var slice in slices)
        {
            number++;
            string name = $"slice-{number:D4}";
            using (var output = File.Create(Path.Combine(folder, name + extension)))
                writeSlice(output, slice, number);
            if (!withMasks)
                continue;
            using var mask = File.Create(Path.Combine(folder, Masks, name + ".png"));
            PhantomPng.WriteLabelMap(mask, slice);
        }
    }
}
