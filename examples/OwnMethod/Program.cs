using Gleaner;
using OwnMethod;

// The whole gleaner command with two kinds more: dotnet run -- run own-method.yaml, dotnet run -- kinds near_the_end, …
return await GleanerHost.CreateBuilder().Add(new NearTheEndKind(), new ShortestKind()).RunAsync(args);
