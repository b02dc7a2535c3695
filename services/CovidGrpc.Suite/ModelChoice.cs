namespace CovidGrpc.Suite;

/// <summary>A model in a store.</summary>
/// <param name="Store">The model store, or the folder of one model.</param>
/// <param name="Name">Its name; null for the only one there.</param>
public sealed record ModelChoice(string Store, string? Name = null);
