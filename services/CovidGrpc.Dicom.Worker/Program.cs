using CovidGrpc.Dicom.Worker;
using CovidGrpc.Dicom.Worker.Decoding;

// Started by DecodeWorkerPool alone; ends when its input ends.
MemoryCap.Apply();
using var input = Console.OpenStandardInput();
using var output = Console.OpenStandardOutput();
WorkerLoop.Run(input, output);
