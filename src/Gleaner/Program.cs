using System.Runtime.InteropServices;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Terminals;

using var interrupt = new CancellationTokenSource();

// The first Ctrl-C asks the command to stop at a point it can go on from; the second one has its usual effect.
void Interrupt(PosixSignalContext context)
{
    context.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
}

using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);

var surroundings = new AppSurroundings(
    Directory.GetCurrentDirectory(), TimeProvider.System, string.Join(' ', args.Select(Quoted).Prepend("gleaner")));
return await new GleanerApp(Terminal.OfProcess(), surroundings).RunAsync(args, interrupt.Token);

static string Quoted(string argument) => argument.Length > 0 && argument.All(c => char.IsLetterOrDigit(c) || "-_./=:,@+%[]".Contains(c, StringComparison.Ordinal))
    ? argument
    : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
