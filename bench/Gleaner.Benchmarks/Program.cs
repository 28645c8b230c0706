using Gleaner;
using Gleaner.Benchmarks;

// The whole command line with the measurements in it: './gleaner bench NAME' is started from here.
return await GleanerHost.CreateBuilder().Add(BenchCommand.Create).RunAsync(args);
