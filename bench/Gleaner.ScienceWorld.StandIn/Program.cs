using Gleaner.ScienceWorld.StandIn;

// Started in place of java: what stands where a class path is named is the file of settings.
var settings = StandInSettings.Read(args[Array.IndexOf(args, "-cp") + 1]);
return new Gateway(settings).Run(Console.Out, Console.Error, Console.OpenStandardInput());
