using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CovidGrpc.Dicom.Worker.Decoding;

/// <summary>Pinned bytes as a stream of libopenjp2.</summary>
internal sealed unsafe class MemoryInput : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly byte* _data;
    private readonly long _length;
    private readonly GCHandle _self;
    private long _position;

    /// <param name="data">Pinned as long as this object lives.</param>
    /// <param name="length">Bytes.</param>
    public MemoryInput(byte* data, long length)
    {
        _data = data;
        _length = length;
        _self = GCHandle.Alloc(this);
        Stream = OpenJpeg.CreateStream(BufferBytes, isInput: 1);
        OpenJpeg.SetUserData(Stream, (void*)GCHandle.ToIntPtr(_self), null);
        OpenJpeg.SetUserDataLength(Stream, (ulong)length);
        OpenJpeg.SetRead(Stream, &Read);
        OpenJpeg.SetSkip(Stream, &Skip);
        OpenJpeg.SetSeek(Stream, &Seek);
    }

    /// <summary>The opj_stream_t.</summary>
    public nint Stream { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        OpenJpeg.DestroyStream(Stream);
        _self.Free();
    }

    private static MemoryInput Of(void* user) => (MemoryInput)GCHandle.FromIntPtr((nint)user).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nuint Read(void* buffer, nuint count, void* user)
    {
        var input = Of(user);
        var taken = Math.Min((long)count, input._length - input._position);
        if (taken <= 0)
            return nuint.MaxValue;
        Buffer.MemoryCopy(input._data + input._position, buffer, taken, taken);
        input._position += taken;
        return (nuint)taken;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Skip(long count, void* user)
    {
        var input = Of(user);
        var skipped = Math.Clamp(count, -input._position, input._length - input._position);
        input._position += skipped;
        return skipped == 0 && count != 0 ? -1 : skipped;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Seek(long position, void* user)
    {
        var input = Of(user);
        if (position < 0 || position > input._length)
            return 0;
        input._position = position;
        return 1;
    }
}
