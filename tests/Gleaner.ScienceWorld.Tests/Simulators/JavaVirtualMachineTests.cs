using System.Diagnostics;
using Gleaner.ScienceWorld.Processes;
using Gleaner.ScienceWorld.Simulators;
using Gleaner.ScienceWorld.Tasks;
using Gleaner.ScienceWorld.Tests.Processes;

namespace Gleaner.ScienceWorld.Tests.Simulators;

/// <summary>A real Java virtual machine with our flags, in which a few lines of Java stand in for the simulator's jar.</summary>
public sealed class JavaVirtualMachineTests : IDisposable
{
    private const string Program =
        """
        package py4j;
        import java.io.*;
        import java.net.*;
        public class GatewayServer {
            public static void main(String[] args) throws Exception {
                ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Thread answering = new Thread(() -> {
                    try (Socket socket = server.accept()) {
                        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), "UTF-8"));
                        Writer out = new OutputStreamWriter(socket.getOutputStream(), "UTF-8");
                        String method = "";
                        for (int line = 0; ; line++) {
                            String text = in.readLine();
                            if (text == null) return;
                            if (line == 2) method = text;
                            if (!text.equals("e") || line == 0) continue;
                            out.write(line == 2 ? "!yro0\n"
                                : method.equals("getScore") ? "!yd0.25\n" : method.equals("getCompleted") ? "!ybfalse\n" : method.equals("getNumMoves") ? "!yi3\n"
                                : method.equals("getTaskNames") ? "!ylo1\n" : method.equals("join") ? "!ysboil\n" : method.equals("o1") ? "!yv\n"
                                : method.equals("load") ? "!ys\n" : "!ys" + String.join(" ", args) + " " + Runtime.getRuntime().maxMemory() / 1048576 + "\n");
                            out.flush();
                            line = -1;
                        }
                    } catch (IOException e) {
                        e.printStackTrace();
                    }
                });
                answering.setDaemon(true);
                answering.start();
                System.out.println(server.getLocalPort());
                while (System.in.read() >= 0) { }
            }
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gleaner-java-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_flags_are_taken_and_nothing_is_left()
    {
        var options = new SimulatorOptions { Jar = await MakeJarAsync(), MemoryMegabytes = 100 };
        var launcher = new KeepingLauncher();
        await using (var simulator = await new JavaSimulatorFactory(options, launcher, new SystemHost()).StartAsync(Cancellation))
        {
            foreach (var signal in (string[])["-INT", "-HUP", "-TERM"])
            {
                using var kill = Process.Start("kill", [signal, $"{launcher.Ids[0]}"]);
                await kill.WaitForExitAsync(Cancellation);
            }

            var step = await simulator.LoadAsync(new ScienceWorldTask("boil", 0, Simplifications.None), withGoldPath: false, Cancellation);

            // The collector keeps a little of the heap for itself.
            step.Observation.ShouldMatch("^--die-on-broken-pipe 0 (9[0-9]|100)$");
            (step.RawScore, step.IsCompleted, step.Moves).ShouldBe((0.25, false, 3));
            simulator.ResidentBytes.ShouldBeInRange(10L << 20, 400L << 20);
        }

        RunningProcesses.Has(launcher.Ids.Single()).ShouldBeFalse();
    }

    [Fact]
    public async Task A_jar_without_a_gateway_is_told_in_javas_words()
    {
        await MakeJarAsync();
        var options = new SimulatorOptions { Jar = Path.Combine(_folder.FullName, "GatewayServer.java") };
        var launcher = new KeepingLauncher();
        (await Should.ThrowAsync<GleanerException>(() => new JavaSimulatorFactory(options, launcher, new SystemHost()).StartAsync(Cancellation)))
            .Message.ShouldMatch("(?s)Could not find or load main class py4j.GatewayServer.*Is '.*' the scienceworld.jar of 'pip install scienceworld', with py4j in it[?]$");
        RunningProcesses.Has(launcher.Ids.Single()).ShouldBeFalse();
    }

    private async Task<string> MakeJarAsync()
    {
        var host = new SystemHost();
        var tools = SearchPath.Folders(host).FirstOrDefault(folder => host.HasFile(Path.Combine(folder, "javac")) && host.HasFile(Path.Combine(folder, "jar")));
        Assert.SkipWhen(tools is null, "there is no javac in PATH");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "GatewayServer.java"), Program, Cancellation);
        await RunAsync(Path.Combine(tools, "javac"), "-d", ".", "GatewayServer.java");
        await RunAsync(Path.Combine(tools, "jar"), "cf", "simulator.jar", "py4j");
        return Path.Combine(_folder.FullName, "simulator.jar");
    }

    private async Task RunAsync(string tool, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { WorkingDirectory = _folder.FullName, RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        process.ExitCode.ShouldBe(0, error);
    }
}
