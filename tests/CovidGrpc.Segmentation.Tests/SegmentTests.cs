using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace CovidGrpc.Segmentation.Tests;

public sealed class SegmentTests(SegmentationRoom room)
{
    [Fact]
    public async Task Segment_Slice_HasFindingsAndASequenceOfTheLoadedModel()
    {
        var reply = await room.Client.SegmentAsync(TestSlice.Request(seed: 1));

        Assert.Equal(16 * 256, reply.Sequence.Values.Count);
        Assert.Equal(16, reply.Sequence.Rois.Count);
        Assert.Equal(reply.Model.Identity, reply.Sequence.Model);
        Assert.Equal(("resnet18", BatchNormMode.BatchStatistics, false), (reply.Model.Backbone, reply.Model.BatchNormMode, reply.Model.Trained));
        Assert.Matches("^[0-9a-f]{64}$", reply.Model.Identity.Digest);
        Assert.Equal(reply.Sequence.Rois.Select(Distance).Order(), reply.Sequence.Rois.Select(Distance));
        Assert.All(reply.Findings, finding =>
        {
            Assert.Equal((600u, 400u), (finding.Mask.Rows, finding.Mask.Columns));
            Assert.Equal(finding.AreaPixels * 0.5 * 0.25, finding.AreaMm2, 6);
            Assert.InRange(finding.Box.XMax, finding.Box.XMin, 400);
            Assert.InRange(finding.Box.YMax, finding.Box.YMin, 600);
        });
    }

    [Fact]
    public async Task Segment_Again_IsTheSameAnswerFromTheCache()
    {
        var first = await room.Client.SegmentAsync(TestSlice.Request(seed: 2));
        var second = await room.Client.SegmentAsync(TestSlice.Request(seed: 2));

        Assert.Equal((CacheOutcome.Miss, CacheOutcome.Hit), (first.Cache, second.Cache));
        second.Cache = first.Cache;
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task Segment_OtherSpacing_IsAHitWithItsOwnAreas()
    {
        await room.Client.SegmentAsync(TestSlice.Request(seed: 3));
        var request = TestSlice.Request(seed: 3);
        request.Slice.Geometry.RowSpacingMm = 1;

        var reply = await room.Client.SegmentAsync(request);

        Assert.Equal(CacheOutcome.Hit, reply.Cache);
        Assert.All(reply.Findings, finding => Assert.Equal(finding.AreaPixels * 0.25, finding.AreaMm2, 6));
    }

    [Fact]
    public async Task Segment_SequenceOnly_LeavesOutFindingsAndIsAnEntryOfItsOwn()
    {
        var full = await room.Client.SegmentAsync(TestSlice.Request(seed: 4));
        var request = TestSlice.Request(seed: 4);
        request.SequenceOnly = true;

        var reply = await room.Client.SegmentAsync(request);

        Assert.Equal(CacheOutcome.Miss, reply.Cache);
        Assert.Empty(reply.Findings);
        Assert.Equal(full.Sequence, reply.Sequence);
    }

    [Fact]
    public async Task Segment_OtherDigestAsked_IsAFailedPrecondition()
    {
        var request = TestSlice.Request(seed: 5);
        request.ModelDigest = new string('0', 64);

        var status = await RpcAssert.FailsAsync(room.Client.SegmentAsync(request), StatusCode.FailedPrecondition, "MODEL_DIGEST_MISMATCH");

        Assert.Equal("model_digest", Assert.Single(status.GetDetail<PreconditionFailure>().Violations).Subject);
    }

    public static TheoryData<string, string, Action<Slice>> Malformed => new()
    {
        { "slice.pixels", "SLICE_SIZE", slice => slice.Pixels = ByteString.CopyFrom(new byte[100]) },
        { "slice.digest", "SLICE_DIGEST", slice => slice.Digest = ByteString.CopyFrom(new byte[32]) },
        { "slice.geometry", "SLICE_GEOMETRY", slice => slice.Geometry = null },
        { "slice.geometry", "SLICE_GEOMETRY", slice => slice.Geometry.SourceRows = 100_000 },
        { "slice.geometry", "SLICE_SPACING", slice => slice.Geometry.RowSpacingMm = double.NaN },
    };

    [Theory]
    [MemberData(nameof(Malformed), DisableDiscoveryEnumeration = true)]
    public async Task Segment_MalformedSlice_IsInvalidWithTheField(string field, string reason, Action<Slice> damage)
    {
        var request = TestSlice.Request(seed: 6);
        damage(request.Slice);

        var status = await RpcAssert.FailsAsync(room.Client.SegmentAsync(request), StatusCode.InvalidArgument, reason);

        Assert.Equal(field, Assert.Single(status.GetDetail<BadRequest>().FieldViolations).Field);
    }

    [Fact]
    public async Task Segment_DeadlineOver_IsDeadlineExceeded()
    {
        var exception = await Assert.ThrowsAsync<RpcException>(() =>
            room.Client.SegmentAsync(TestSlice.Request(seed: 13), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(30)).ResponseAsync);

        Assert.Equal(StatusCode.DeadlineExceeded, exception.StatusCode);
    }

    [Fact]
    public async Task Segment_MoreThanMayWait_IsRefusedWithRetryInfo()
    {
        var calls = Enumerable.Range(0, 8).Select(i => Outcome(room.Client.SegmentAsync(TestSlice.Request(seed: 20 + i)))).ToArray();
        var outcomes = await Task.WhenAll(calls);

        var refused = outcomes.Where(outcome => outcome is not null).ToArray();
        Assert.InRange(refused.Length, 1, 7);
        Assert.All(refused, status =>
        {
            Assert.Equal((int)Code.ResourceExhausted, status!.Code);
            Assert.Equal("SEGMENTATION_BUSY", status.GetDetail<ErrorInfo>().Reason);
            Assert.True(status.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        });
    }

    private static async Task<Google.Rpc.Status?> Outcome(AsyncUnaryCall<SegmentResponse> call)
    {
        try
        {
            await call;
            return null;
        }
        catch (RpcException e)
        {
            return e.GetRpcStatus();
        }
    }

    private static double Distance(Roi roi) => Math.Sqrt((roi.Box.XMin * 512.0 / 400 * roi.Box.XMin * 512.0 / 400) + (roi.Box.YMin * 512.0 / 600 * roi.Box.YMin * 512.0 / 600));
}
