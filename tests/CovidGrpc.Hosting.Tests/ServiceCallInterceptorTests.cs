using CovidGrpc.Hosting.Calls;
using CovidGrpc.Testing;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace CovidGrpc.Hosting.Tests;

public sealed class ServiceCallInterceptorTests
{
    private static readonly Marshaller<string> Text = Marshallers.StringMarshaller;
    private static readonly Method<string, string> Method = new(MethodType.Unary, "covid.v1.SegmentationService", "Segment", Text, Text);

    [Fact]
    public async Task AsyncUnaryCall_PingsUnanswered_IsRepeatedAsWhereNobodyIsThere()
    {
        var options = new ServiceCallOptions { RetryDelay = TimeSpan.FromMilliseconds(1) };
        var interceptor = new ServiceCallInterceptor("segmentation", ServicePipeline.Build(options, TimeProvider.System), options);
        var tries = 0;

        var call = interceptor.AsyncUnaryCall("", new ClientInterceptorContext<string, string>(Method, null, default), (_, _) =>
        {
            tries++;
            return Failing(new HttpRequestException("", new HttpProtocolException(1, "no answer to a ping", null)));
        });

        var status = await RpcAssert.FailsAsync(call, StatusCode.Unavailable, "SEGMENTATION_UNAVAILABLE");
        Assert.True(status.GetDetail<Google.Rpc.RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        Assert.Equal(1 + options.Retries, tries);
    }

    private static AsyncUnaryCall<string> Failing(Exception cause)
    {
        var status = new Status(StatusCode.Internal, "", cause);
        return new AsyncUnaryCall<string>(
            Task.FromException<string>(new RpcException(status)), Task.FromResult(Metadata.Empty), () => status, () => Metadata.Empty, () => { });
    }
}
