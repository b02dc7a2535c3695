using CovidGrpc.Vision.Tests;
using Xunit.Sdk;
using Xunit.v3;

// libtorch spreads each operation over the cores by itself.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: AssemblyFixture(typeof(TestModels))]
