using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Segmentation;

/// <summary><c>covid.v1.ModelService</c>: declared, answered UNIMPLEMENTED until models can be swapped.</summary>
internal sealed class ModelEndpoint : ModelService.ModelServiceBase;
