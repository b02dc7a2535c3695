using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Jobs;
using Google.Rpc;
using Grpc.Core;

namespace CovidGrpc.Gateway.Operations;

/// <summary>The jobs of the store as operations.</summary>
internal sealed class OperationStore(IJobStore jobs)
{
    private const uint DefaultPage = 100;
    private const uint MostPage = 1000;
    private const int MostIdLength = 64;

    public async Task<Operation> GetAsync(string id, CancellationToken cancellationToken) =>
        OperationContract.From(Existing(IsId(id) ? await jobs.FindAsync(id, cancellationToken) : null));

    public async Task<Operation> CancelAsync(string id, CancellationToken cancellationToken) =>
        OperationContract.From(Existing(IsId(id) ? await jobs.CancelAsync(id, cancellationToken) : null));

    public async Task<Operation> ReplayAsync(string id, CancellationToken cancellationToken) =>
        OperationContract.From(Existing(IsId(id) ? await jobs.ReplayAsync(id, cancellationToken) : null));

    public async Task<ListOperationsResponse> ListAsync(ListOperationsRequest request, CancellationToken cancellationToken)
    {
        if (request.PageSize > MostPage)
        {
            throw Fault.InvalidField("page_size", "PAGE_SIZE", $"A page has at most {MostPage} operations.").ToRpcException();
        }

        var page = await PageAsync(
            OperationContract.From(request.State),
            (int)(request.PageSize == 0 ? DefaultPage : request.PageSize),
            request.PageToken.Length == 0 ? null : request.PageToken,
            cancellationToken);
        var response = new ListOperationsResponse { NextPageToken = page.Next ?? "" };
        response.Operations.AddRange(page.Jobs.Select(OperationContract.WithoutVerdict));
        return response;
    }

    private static Job Existing(Job? job) =>
        job ?? throw Fault.Create(Code.NotFound, "OPERATION_NOT_FOUND", "There is no such operation, or its time is over.").ToRpcException();

    // What is no id is no key of the store either.
    private static bool IsId(string id) => id.Length is > 0 and <= MostIdLength && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private async Task<JobPage> PageAsync(JobState? state, int size, string? token, CancellationToken cancellationToken)
    {
        try
        {
            return await jobs.ListAsync(state, size, token, cancellationToken);
        }
        catch (ArgumentException) when (token is not null)
        {
            throw Fault.InvalidField("page_token", "PAGE_TOKEN", "The page token is from no list.").ToRpcException();
        }
    }
}
