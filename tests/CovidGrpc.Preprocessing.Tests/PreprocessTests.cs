using System.Security.Cryptography;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace CovidGrpc.Preprocessing.Tests;

/// <summary>The real host on loopback.</summary>
public sealed class PreprocessTests : IAsyncLifetime
{
    private static readonly string Sample = Repository.PathOf("deploy", "sample", "chest");
    private LoopbackHost? _host;

    private PreprocessingService.PreprocessingServiceClient Client => new(_host!.Channel);

    public async ValueTask InitializeAsync() => _host = await LoopbackHost.StartAsync(builder => builder.AddPreprocessing(), app => app.MapPreprocessing());

    public ValueTask DisposeAsync() => _host!.DisposeAsync();

    [Fact]
    public async Task Preprocess_DicomCt_IsASliceInTheLungWindowWithGeometry()
    {
        var reply = await Client.PreprocessAsync(await RequestAsync($"{Sample}.dcm"));

        var slice = reply.Slice;
        Assert.Equal(512 * 512, slice.Pixels.Length);
        Assert.Equal(SHA256.HashData(slice.Pixels.Span), slice.Digest.ToByteArray());
        Assert.Equal((-600, 1500), (slice.Window.Center, slice.Window.Width));
        Assert.Equal((512u, 512u), (slice.Geometry.SourceRows, slice.Geometry.SourceColumns));
        Assert.InRange(slice.Geometry.RowSpacingMm, 0.3, 1.2);
        Assert.Equal((3, 6), (slice.Geometry.PositionMm.Count, slice.Geometry.Orientation.Count));
    }

    [Fact]
    public async Task Preprocess_PngAndDicomOfOneSlice_HaveTheSamePixels()
    {
        var dicom = await Client.PreprocessAsync(await RequestAsync($"{Sample}.dcm"));
        var png = await Client.PreprocessAsync(await RequestAsync($"{Sample}.png"));

        Assert.Equal(dicom.Slice.Digest, png.Slice.Digest);
        Assert.Null(png.Slice.Window);
        Assert.False(png.Slice.Geometry.HasRowSpacingMm);
    }

    [Fact]
    public async Task Preprocess_OtherWindow_IsAppliedAndTold()
    {
        var request = await RequestAsync($"{Sample}.dcm");
        request.Window = new Window { Center = 40, Width = 400 };

        var reply = await Client.PreprocessAsync(request);

        Assert.Equal(request.Window, reply.Slice.Window);
        Assert.NotEqual((await Client.PreprocessAsync(await RequestAsync($"{Sample}.dcm"))).Slice.Digest, reply.Slice.Digest);
    }

    [Fact]
    public async Task Preprocess_GarbageOrTruncated_IsInvalidWithTheFieldAndTheReason()
    {
        var garbage = await RpcAssert.FailsAsync(
            Client.PreprocessAsync(new PreprocessRequest { Image = ByteString.CopyFromUtf8("no image at all") }), StatusCode.InvalidArgument, "UNKNOWN_FORMAT");
        var violation = Assert.Single(garbage.GetDetail<BadRequest>().FieldViolations);
        Assert.Equal(("image", "UNKNOWN_FORMAT"), (violation.Field, violation.Reason));
        Assert.Equal(garbage.Message, violation.Description);

        var whole = await File.ReadAllBytesAsync($"{Sample}.png");
        await RpcAssert.FailsAsync(
            Client.PreprocessAsync(new PreprocessRequest { Image = ByteString.CopyFrom(whole.AsSpan(0, whole.Length / 2)) }), StatusCode.InvalidArgument, "IMAGE_DAMAGED");
        await RpcAssert.FailsAsync(Client.PreprocessAsync(new PreprocessRequest()), StatusCode.InvalidArgument, "EMPTY_FILE");
    }

    [Theory]
    [InlineData(double.NaN, 1500)]
    [InlineData(-600, 0)]
    [InlineData(-600, double.PositiveInfinity)]
    [InlineData(5000, 1500)]
    public async Task Preprocess_ImpossibleWindow_IsInvalid(double center, double width)
    {
        var request = await RequestAsync($"{Sample}.dcm");
        request.Window = new Window { Center = center, Width = width };

        await RpcAssert.FailsAsync(Client.PreprocessAsync(request), StatusCode.InvalidArgument, "WINDOW");
    }

    private static async Task<PreprocessRequest> RequestAsync(string file) => new() { Image = ByteString.CopyFrom(await File.ReadAllBytesAsync(file)) };
}
