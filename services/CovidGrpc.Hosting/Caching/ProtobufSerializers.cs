using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Microsoft.Extensions.Caching.Hybrid;

namespace CovidGrpc.Hosting.Caching;

/// <summary>Keeps protobuf messages in the cache in their own encoding.</summary>
internal sealed class ProtobufSerializers : IHybridCacheSerializerFactory
{
    public bool TryCreateSerializer<T>([NotNullWhen(true)] out IHybridCacheSerializer<T>? serializer)
    {
        serializer = typeof(IMessage).IsAssignableFrom(typeof(T))
            ? (IHybridCacheSerializer<T>?)Activator.CreateInstance(typeof(Serializer<>).MakeGenericType(typeof(T)))
            : null;
        return serializer is not null;
    }

    private sealed class Serializer<T> : IHybridCacheSerializer<T>
        where T : IMessage<T>, new()
    {
        private static readonly MessageParser<T> Parser = new(() => new T());

        public T Deserialize(ReadOnlySequence<byte> source) => Parser.ParseFrom(source);

        public void Serialize(T value, IBufferWriter<byte> target) => value.WriteTo(target);
    }
}
