namespace CovidGrpc.Dicom.Codecs;

/// <summary>The compressed bytes of one frame, in one fragment or several.</summary>
/// <param name="Fragments">Fragments in order, at least one.</param>
internal readonly record struct CodeStream(IReadOnlyList<ReadOnlyMemory<byte>> Fragments)
{
    /// <summary>The bytes in one piece; a copy only where there are several fragments.</summary>
    public ReadOnlyMemory<byte> Join()
    {
        if (Fragments.Count == 1)
            return Fragments[0];
        var joined = new byte[Fragments.Sum(fragment => fragment.Length)];
        var position = 0;
        foreach (var fragment in Fragments)
        {
            fragment.CopyTo(joined.AsMemory(position));
            position += fragment.Length;
        }

        return joined;
    }
}
