// Campaigns against the product: what no test of seconds can do.
//   dotnet run -c Release --project eng/Gleaner.Campaigns -- fuzz [--seed 1] [--count 10000] [--only NAME,NAME…] [--keep DIR]
//   dotnet run -c Release --project eng/Gleaner.Campaigns -- kill [--seed 1] [--points 100] [--only run|collect|served] [--keep DIR]
//   dotnet run -c Release --project eng/Gleaner.Campaigns -- cluster [--seed 1] [--kills 30] [--keep DIR]              (needs nats-server)
//   dotnet run -c Release --project eng/Gleaner.Campaigns -- samples --output DIR       what the scripts of eng/peers read
//
// Each prints what it did by target, and ends with exit code 1 if it found anything. What is at fault is kept in DIR (./findings).

using System.Diagnostics;
using System.Globalization;
using Gleaner.Campaigns;
using Gleaner.Campaigns.Fuzz;
using Gleaner.Campaigns.Kill;

const string HeapLimit = "DOTNET_GCHeapHardLimit";
const string OneGigabyte = "0x40000000";

if (args is not [("fuzz" or "kill" or "cluster" or "samples") and var campaign, ..])
{
    Console.Error.WriteLine("Say 'fuzz', 'kill', 'cluster' or 'samples'; see the head of eng/Gleaner.Campaigns/Program.cs.");
    return 2;
}

var seed = ulong.Parse(Option("seed") ?? "1", CultureInfo.InvariantCulture);
var keep = Path.GetFullPath(Option("keep") ?? "findings");
if (campaign == "samples")
{
    return await Samples.WriteAsync(Path.GetFullPath(Option("output") ?? "samples"));
}

if (campaign == "kill")
{
    return await new KillCampaign(seed, int.Parse(Option("points") ?? "100", CultureInfo.InvariantCulture), Option("only"), keep).RunAsync();
}

if (campaign == "cluster")
{
    return await new ClusterCampaign(seed, int.Parse(Option("kills") ?? "30", CultureInfo.InvariantCulture), keep).RunAsync();
}

// The limit of memory is the runtime's own, so it must be there before the process is.
if (Environment.GetEnvironmentVariable(HeapLimit) is null)
{
    var again = new ProcessStartInfo(Environment.ProcessPath!) { Environment = { [HeapLimit] = OneGigabyte } };
    foreach (var argument in Environment.GetCommandLineArgs().Skip(Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? 0 : 1))
    {
        again.ArgumentList.Add(argument);
    }

    using var process = Process.Start(again)!;
    await process.WaitForExitAsync();
    return process.ExitCode;
}

return await new FuzzCampaign(seed, int.Parse(Option("count") ?? "10000", CultureInfo.InvariantCulture), Option("only"), keep).RunAsync();

string? Option(string name) => Array.IndexOf(args, "--" + name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
