using CovidGrpc.Contracts.V1;

namespace CovidGrpc.ModelServing;

/// <summary><c>covid.v1.ModelService</c>: declared, answered UNIMPLEMENTED until models can be swapped.</summary>
public sealed class ModelEndpoint : ModelService.ModelServiceBase;
