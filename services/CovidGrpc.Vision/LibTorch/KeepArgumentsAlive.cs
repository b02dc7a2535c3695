// Compiled by MSBuild while building (see LibTorch.targets), and by the tests; not a part of CovidGrpc.Vision.
// Written against netstandard2.0, the surface that inline tasks have.
#nullable disable
#pragma warning disable IDE0005, IDE0161

using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Microsoft.Build.Framework;
using Mono.Cecil;

namespace CovidGrpc.Build
{
    /// <summary>
    /// Keeps numbers alive while TorchSharp's native calls read them. TorchSharp passes a <c>Scalar</c> as a bare pointer and lets go of
    /// its owner (dotnet/TorchSharp pull requests 1434 and 1496): in optimised code the garbage collector may finalise it in the middle
    /// of the call, which then reads freed memory. Where an assembly asks for no optimisation, the JIT keeps every argument until its
    /// method returns (CoreCLR heeds the request only together with that for tracking). TorchSharp only forwards to native code, so that
    /// this costs next to nothing.
    /// </summary>
    public sealed class KeepArgumentsAlive : Microsoft.Build.Utilities.Task
    {
        /// <summary>The output copy of the assembly. Replaced by a new file, never written in place: it may be a hard link.</summary>
        [Required]
        public string File { get; set; }

        /// <inheritdoc/>
        public override bool Execute()
        {
            try
            {
                if (Apply(File))
                {
                    Log.LogMessage(MessageImportance.Normal, "{0}: arguments are kept alive", File);
                }

                return true;
            }
            catch (Exception e) when (e is BadImageFormatException || e is IOException)
            {
                Log.LogError("{0}: {1}", File, e.Message);
                return false;
            }
        }

        /// <summary>Replaces the file by a copy that asks for no optimisation. False, and nothing written, when it does already.</summary>
        /// <exception cref="BadImageFormatException">The file is no .NET assembly.</exception>
        public static bool Apply(string path)
        {
            var original = new FileInfo(path);
            var (size, written) = (original.Length, original.LastWriteTimeUtc);
            var fresh = path + ".alive";
            using (var assembly = AssemblyDefinition.ReadAssembly(path))
            {
                if (!Mark(assembly))
                {
                    return false;
                }

                assembly.Write(fresh);
            }

            // Same time and size as the original: an incremental build sees no reason to copy it again.
            using (var stream = System.IO.File.OpenWrite(fresh))
            {
                stream.SetLength(Math.Max(size, stream.Length));
            }

            System.IO.File.SetLastWriteTimeUtc(fresh, written);
            System.IO.File.Delete(path);
            System.IO.File.Move(fresh, path);
            return true;
        }

        // The attribute's value (ECMA-335 II.23.3): prolog 01 00, the modes as a 32-bit number, no named arguments 00 00.
        private static bool Mark(AssemblyDefinition assembly)
        {
            const int Modes = 2, NeededByTheJit = (int)(DebuggableAttribute.DebuggingModes.Default | DebuggableAttribute.DebuggingModes.DisableOptimizations);
            var attribute = assembly.CustomAttributes.SingleOrDefault(each => each.AttributeType.FullName == typeof(DebuggableAttribute).FullName);
            var value = attribute == null ? Array.Empty<byte>() : attribute.GetBlob();
            if (value.Length != 8)
            {
                throw new BadImageFormatException("the assembly does not say how it is to be debugged");
            }

            var before = BitConverter.ToInt32(value, Modes);
            if ((before & NeededByTheJit) == NeededByTheJit)
            {
                return false;
            }

            BitConverter.GetBytes(before | NeededByTheJit).CopyTo(value, Modes);
            assembly.CustomAttributes[assembly.CustomAttributes.IndexOf(attribute)] = new CustomAttribute(attribute.Constructor, value);
            return true;
        }
    }
}
