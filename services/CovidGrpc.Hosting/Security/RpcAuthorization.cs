using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace CovidGrpc.Hosting.Security;

/// <summary>What every call has to meet: a line of <see cref="RpcRoles"/>, as gRPC, gRPC-Web or JSON. What is no call (an RPC that
/// nobody implements, a page) is none of its business.</summary>
internal sealed class RpcAuthorization : AuthorizationHandler<RpcAuthorization.Requirement, HttpContext>
{
    /// <summary>Full name of the RPC that a request calls; null when it calls none.</summary>
    public static string? RpcOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.FullName.TrimStart('/');

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, Requirement requirement, HttpContext resource)
    {
        if (RpcOf(resource) is not { } rpc || RpcRoles.Admit(rpc, context.User))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }

    /// <summary>The requirement.</summary>
    internal sealed class Requirement : IAuthorizationRequirement;
}
