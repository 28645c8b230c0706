using Gleaner.Benchmarks.Measuring;
using Gleaner.Benchmarks.Peers;

namespace Gleaner.Benchmarks.Tests;

/// <summary>Peers that are set up badly, or die on the way, are not quoted.</summary>
public sealed class PeerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _said = new();

    public void Dispose()
    {
        _folder.Dispose();
        _said.Dispose();
    }

    [Theory]
    [InlineData(3, 100, "3.0 GFLOPS, 3 %")]
    [InlineData(19, 100, "19.0 GFLOPS, 19 %")]
    [InlineData(21, 100, null)]
    [InlineData(160, 175, null)]
    public void A_reference_blas_is_no_peer(double gflops, double peak, string? fault)
    {
        var said = TorchPeer.FaultOf("PyTorch 2", gflops, peak);
        if (fault is null)
        {
            said.ShouldBeNull();
        }
        else
        {
            said.ShouldNotBeNull().ShouldContain(fault);
        }
    }

    [Fact]
    public void The_next_interpreter_is_tried_when_one_has_a_slow_one()
    {
        using var peer = Start(Interpreter("slow", 0.001, "exec cat"), Interpreter("fast", 1e6, "exec cat"));
        peer.ShouldNotBeNull().Name.ShouldBe("PyTorch fast");
        _said.ToString().ShouldContain("PyTorch slow multiplies matrices at 0.0 GFLOPS");
        Start(Interpreter("slow", 0.001, "exec cat")).ShouldBeNull();
    }

    [Fact]
    public void A_peer_that_dies_is_no_peer_from_then_on_and_its_earlier_times_do_not_count()
    {
        using var peer = Start(Interpreter(
            "mortal", 1e6, "read line; echo '{\"seconds\": 1, \"processor_seconds\": 2}'; read line; echo '{\"seconds\": 1, \"processor_seconds\": 2}'; read line; echo out of memory >&2; exit 1"))!;
        var best = Contest.Run(3, [() => new Timing(5, 5), () => peer.Time("step")]);

        best[0].ShouldBe(new Timing(5, 5));
        best[1].ShouldBeNull();
        peer.HasFailed.ShouldBeTrue();
        Timing.Sum(2, () => peer.Time("step")).ShouldBeNull();
        _said.ToString().ShouldContain("No peer from here on: The peer has ended: out of memory");
    }

    [Fact]
    public void Times_of_a_peer_are_summed()
    {
        using var peer = Start(Interpreter("steady", 1e6, "while read line; do echo '{\"seconds\": 1, \"processor_seconds\": 2}'; done"))!;
        Timing.Sum(3, () => peer.Time("step")).ShouldBe(new Timing(3, 6));
    }

    private TorchPeer? Start(params string[] interpreters) => TorchPeer.TryStart(interpreters, "any.py", [], 1, wide: false, _said);

    private string Interpreter(string version, double gflops, string rest)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a Unix shell");
        var path = _folder.File(version);
        File.WriteAllText(path, FormattableString.Invariant($"#!/bin/sh\necho '{{\"version\": \"{version}\", \"threads\": 1, \"gflops\": {gflops}}}'\n{rest}\n"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
