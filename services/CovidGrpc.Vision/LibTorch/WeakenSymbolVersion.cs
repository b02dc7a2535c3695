// Compiled by MSBuild while building (see LibTorch.targets), and by the tests; not a part of CovidGrpc.Vision.
// Written against netstandard2.0, the surface that inline tasks have.
#nullable disable
#pragma warning disable CA2101, SYSLIB1054, IDE0005, IDE0161

using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Build.Framework;

namespace CovidGrpc.Build
{
    /// <summary>
    /// Lets Debian 12 load <c>libLibTorchSharp.so</c>. The library asks for symbol version GLIBCXX_3.4.32 (GCC 13) for the sake of
    /// one marker symbol that no relocation uses, and Debian 12's libstdc++ ends at 3.4.30. Marking that one requirement weak
    /// (<c>VER_FLG_WEAK</c>, System V gABI, "Symbol Versioning") makes the loader accept it.
    /// </summary>
    public sealed class WeakenSymbolVersion : Microsoft.Build.Utilities.Task
    {
        /// <summary>The version whose requirement is made weak, and the library that has to provide it.</summary>
        public const string Version = "GLIBCXX_3.4.32", Library = "libstdc++.so.6";

        /// <summary>The output copy of the library. Replaced by a new file, never written in place: it may be a hard link.</summary>
        [Required]
        public string File { get; set; }

        /// <summary><c>auto</c>: only where this host's libstdc++ lacks the version. <c>true</c>: always.</summary>
        public string When { get; set; } = "auto";

        /// <inheritdoc/>
        public override bool Execute()
        {
            if (When == "auto" && HostProvidesVersion())
            {
                return true;
            }

            try
            {
                if (Apply(File))
                {
                    Log.LogMessage(MessageImportance.Normal, "{0}: requirement {1} made weak", File, Version);
                }

                return true;
            }
            catch (Exception e) when (e is InvalidDataException || e is IOException)
            {
                Log.LogError("{0}: {1}", File, e.Message);
                return false;
            }
        }

        /// <summary>Replaces the file by a copy with the requirement weak. False, and nothing written, when there is nothing to do.</summary>
        /// <exception cref="InvalidDataException">The file is no 64-bit little-endian ELF file, or its tables lie outside it.</exception>
        public static bool Apply(string path)
        {
            var image = System.IO.File.ReadAllBytes(path);
            if (!Weaken(image, Library, Version))
            {
                return false;
            }

            var written = System.IO.File.GetLastWriteTimeUtc(path);
            var fresh = path + ".weak";
            System.IO.File.WriteAllBytes(fresh, image);
            // Same time and size as the original: an incremental build sees no reason to copy it again.
            System.IO.File.SetLastWriteTimeUtc(fresh, written);
            System.IO.File.Delete(path);
            System.IO.File.Move(fresh, path);
            return true;
        }

        /// <summary>Sets VER_FLG_WEAK on one required version. False when the version is not required or already weak.</summary>
        /// <exception cref="InvalidDataException">No 64-bit little-endian ELF file, or tables outside the file.</exception>
        public static bool Weaken(byte[] image, string library, string version)
        {
            const int VerFlgWeak = 0x2;
            if (image.Length < 64 || image[0] != 0x7F || image[1] != 'E' || image[2] != 'L' || image[3] != 'F' || image[4] != 2 || image[5] != 1)
            {
                throw new InvalidDataException("not a 64-bit little-endian ELF file");
            }

            int need, strings;
            if (!FindVersionNeeds(image, out need, out strings))
            {
                return false;
            }

            // Verneed: version, count (16 bit each), file, aux, next (32 bit each). Vernaux: hash (32), flags, other (16), name, next (32).
            for (var more = true; more;)
            {
                if (Text(image, strings, UInt32(image, need + 4)) == library)
                {
                    var aux = Step(need, UInt32(image, need + 8));
                    for (var left = UInt16(image, need + 2); left > 0; left--)
                    {
                        if (Text(image, strings, UInt32(image, aux + 8)) == version)
                        {
                            var flags = UInt16(image, aux + 4);
                            image[aux + 4] = (byte)(flags | VerFlgWeak);
                            return (flags & VerFlgWeak) == 0;
                        }

                        aux = Step(aux, UInt32(image, aux + 12));
                    }
                }

                var next = UInt32(image, need + 12);
                more = next != 0;
                need = Step(need, next);
            }

            return false;
        }

        private static bool FindVersionNeeds(byte[] image, out int section, out int strings)
        {
            section = strings = 0;
            var headers = Offset(image, 0x28);
            int size = UInt16(image, 0x3A), count = UInt16(image, 0x3C), names = UInt16(image, 0x3E);
            var nameTable = Offset(image, headers + names * size + 0x18);
            for (var i = 0; i < count; i++)
            {
                var header = headers + i * size;
                if (Text(image, nameTable, UInt32(image, header)) == ".gnu.version_r")
                {
                    section = Offset(image, header + 0x18);
                    strings = Offset(image, headers + (int)UInt32(image, header + 0x28) * size + 0x18);
                    return true;
                }
            }

            return false;
        }

        private static int Step(int from, uint by)
        {
            return by > int.MaxValue - (uint)from ? throw Outside() : from + (int)by;
        }

        private static int Offset(byte[] image, int at)
        {
            var value = UInt32(image, at) | ((ulong)UInt32(image, at + 4) << 32);
            return value > (ulong)image.Length ? throw Outside() : (int)value;
        }

        private static ushort UInt16(byte[] image, int at)
        {
            return at < 0 || at > image.Length - 2 ? throw Outside() : BitConverter.ToUInt16(image, at);
        }

        private static uint UInt32(byte[] image, int at)
        {
            return at < 0 || at > image.Length - 4 ? throw Outside() : BitConverter.ToUInt32(image, at);
        }

        private static string Text(byte[] image, int table, uint at)
        {
            var start = Step(table, at);
            var end = start <= image.Length ? Array.IndexOf(image, (byte)0, start) : -1;
            return end < 0 ? throw Outside() : Encoding.ASCII.GetString(image, start, end - start);
        }

        private static InvalidDataException Outside()
        {
            return new InvalidDataException("an ELF table lies outside the file");
        }

        private static bool HostProvidesVersion()
        {
            try
            {
                InitialiseStreams();
                return true;
            }
            catch (EntryPointNotFoundException)
            {
                return false;
            }
            catch (DllNotFoundException)
            {
                return false;
            }
        }

        // std::ios_base_library_init(), the one symbol of GLIBCXX_3.4.32; it only sets up the C++ streams.
        [DllImport(Library, EntryPoint = "_ZSt21ios_base_library_initv")]
        private static extern void InitialiseStreams();
    }
}
