using System.Text.Json.Serialization;

namespace CovidGrpc.Vision.Models;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ModelInfluence))]
internal sealed partial class ModelInfluenceJson : JsonSerializerContext;
