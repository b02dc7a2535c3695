using System.IO.Compression;
using System.Numerics;
using System.Text;
using CovidGrpc.Vision.Checkpoints;

namespace CovidGrpc.Vision.Tests.Checkpoints;

/// <summary>Makes checkpoint files of both formats.</summary>
internal static class CheckpointFiles
{
    public static byte[] Zip(
        byte[] pickle,
        IReadOnlyDictionary<string, byte[]> storages,
        bool deflated = false,
        params (string Name, string Text)[] notes)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            var level = deflated ? CompressionLevel.Optimal : CompressionLevel.NoCompression;
            Add(archive, "any/data.pkl", pickle, level);
            foreach (var (key, bytes) in storages)
                Add(archive, $"any/data/{key}", bytes, level);
            foreach (var (name, text) in notes)
                Add(archive, name, Encoding.ASCII.GetBytes(text), level);
            Add(archive, "any/version", "3\n"u8.ToArray(), level);
        }

        return file.ToArray();
    }

    /// <param name="pickle">The contents.</param>
    /// <param name="storages">Each storage's bytes and the number of elements written in front of them.</param>
    public static byte[] Legacy(byte[] pickle, IReadOnlyDictionary<string, (byte[] Bytes, long Count)> storages)
    {
        var magic = BigInteger.Parse("119547037146038801333356").ToByteArray();
        return
        [
            .. new PickleBuilder().Opcode(PickleOpcode.Long1, [(byte)magic.Length, .. magic]).Opcode(PickleOpcode.Stop).ToArray(),
            .. PickleBuilder.Of(1001),
            .. PickleBuilder.Of(new PickleBuilder.Dict(("protocol_version", 1001), ("little_endian", true))),
            .. pickle,
            .. PickleBuilder.Of(new List<object?>(storages.Keys)),
            .. storages.Values.SelectMany(storage => BitConverter.GetBytes(storage.Count).Concat(storage.Bytes)),
        ];
    }

    private static void Add(ZipArchive archive, string name, byte[] bytes, CompressionLevel level)
    {
        using var entry = archive.CreateEntry(name, level).Open();
        entry.Write(bytes);
    }
}
