using Gleaner;

return await GleanerHost.CreateBuilder().RunAsync(args);
