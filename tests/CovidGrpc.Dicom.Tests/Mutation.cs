namespace CovidGrpc.Tests;

/// <summary>One to four of: a changed byte, an extreme 16- or 32-bit number, a removed, repeated or cut stretch.</summary>
internal static class Mutation
{
    /// <param name="original">Bytes to start from.</param>
    /// <param name="random">Source of chance.</param>
    /// <param name="from">First position that may change.</param>
    /// <param name="to">Position behind the last one that may change.</param>
    public static byte[] Of(byte[] original, Random random, int from, int to = int.MaxValue)
    {
        var bytes = new List<byte>(original);
        for (var changes = random.Next(1, 5); changes > 0 && bytes.Count > from + 12; changes--)
        {
            var at = random.Next(from, Math.Min(bytes.Count - 8, to));
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
                    var cut = bytes.Count - random.Next(1, Math.Min(100, bytes.Count - from));
                    bytes.RemoveRange(cut, bytes.Count - cut);
                    break;
            }
        }

        return [.. bytes];
    }
}
