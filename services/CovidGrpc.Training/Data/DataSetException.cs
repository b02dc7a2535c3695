namespace CovidGrpc.Training.Data;

/// <summary>
/// A data set that is not as its layout says. The message names the file and what to do, for the console of whoever keeps the data; as file
/// names may carry a patient's number, it goes into no log.
/// </summary>
public sealed class DataSetException(string message, Exception? innerException = null) : Exception(message, innerException);
