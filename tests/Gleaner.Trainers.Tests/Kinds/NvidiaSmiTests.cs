using System.Text;
using Gleaner.IO.Processes;
using Gleaner.Trainers.Kinds;

namespace Gleaner.Trainers.Tests.Kinds;

/// <summary>What nvidia-smi prints, and how long it is waited for.</summary>
public sealed class NvidiaSmiTests
{
    [Fact]
    public async Task Each_line_is_a_GPU_and_what_is_none_is_left_out()
    {
        var smi = new Scripted(
            """
            1, NVIDIA A100-SXM4-80GB, 81920, 1024
            0, NVIDIA A100-SXM4-80GB, 81920, 0
            2, NVIDIA GB10, [N/A], [N/A]
            Warning: something else
            """);

        var (gpus, _) = await new NvidiaSmi(smi, TimeProvider.System).AskAsync("/usr/bin/nvidia-smi", TestContext.Current.CancellationToken);

        gpus.ShouldBe([new Gpu(0, "NVIDIA A100-SXM4-80GB", 85_899_345_920, 0), new Gpu(1, "NVIDIA A100-SXM4-80GB", 85_899_345_920, 1_073_741_824)]);
        smi.Called!.ToString().ShouldBe("/usr/bin/nvidia-smi --query-gpu=index,name,memory.total,memory.used --format=csv,noheader,nounits");
    }

    [Theory]
    [InlineData(9, "Driver/library version mismatch", "Driver/library version mismatch")]
    [InlineData(0, "No devices were found", "No devices were found")]
    [InlineData(9, "", "it ended with exit code 9")]
    public async Task Where_there_are_none_it_says_why(int exitCode, string printed, string problem)
    {
        var (gpus, said) = await new NvidiaSmi(new Scripted(printed) { Code = exitCode }, TimeProvider.System).AskAsync("nvidia-smi", TestContext.Current.CancellationToken);

        gpus.ShouldBeEmpty();
        said.ShouldBe(problem);
    }

    [Fact]
    public async Task It_is_not_waited_for_for_long()
    {
        var clock = new ManualClock();
        var asking = new NvidiaSmi(new Scripted("0, NVIDIA A100, 81920, 0") { Hangs = true }, clock).AskAsync("nvidia-smi", TestContext.Current.CancellationToken);
        await clock.WhenArmedAsync();
        clock.Advance(TimeSpan.FromSeconds(20));

        var (gpus, said) = await asking;

        gpus.ShouldBeEmpty();
        said.ShouldBe("it did not answer within 20 s");
    }

    /// <summary>A process that prints and ends, or prints and ends only when it is asked to; it is its own launcher.</summary>
    private sealed class Scripted(string output) : IProcessLauncher, IChildProcess
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Code { get; init; }

        public bool Hangs { get; init; }

        public ProgramCall? Called { get; private set; }

        public int Id => 4711;

        public Stream Output { get; } = new MemoryStream(Encoding.UTF8.GetBytes(output));

        public Stream Error { get; } = new MemoryStream();

        public int? ExitCode => _ended.Task.IsCompleted ? Code : null;

        public long ResidentBytes => 0;

        public IChildProcess Start(ProgramCall call)
        {
            Called = call;
            if (!Hangs)
            {
                _ended.SetResult();
            }

            return this;
        }

        public bool AskToEnd()
        {
            _ended.TrySetResult();
            return true;
        }

        public void Kill() => _ended.TrySetResult();

        public Task WaitForExitAsync(CancellationToken cancellationToken) => _ended.Task.WaitAsync(cancellationToken);

        public void Dispose()
        {
        }
    }
}
