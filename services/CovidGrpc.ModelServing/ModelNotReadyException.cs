namespace CovidGrpc.ModelServing;

/// <summary>A call came before the network was warm.</summary>
public sealed class ModelNotReadyException() : Exception("the network is not warm yet");
