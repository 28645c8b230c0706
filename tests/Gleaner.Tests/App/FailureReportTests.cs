using Gleaner.Experiments;
using Gleaner.CommandLine.App;
using Gleaner.Experiments.Configuration;
using Gleaner.CommandLine.Terminals;

namespace Gleaner.CommandLine.Tests.App;

public sealed class FailureReportTests
{
    [Fact]
    public void What_the_user_can_act_on_is_one_message_without_a_stack_trace()
    {
        Report(new GleanerException("x.json, record 3: no asin.")).ShouldBe((ExitCode.Data, "error: x.json, record 3: no asin.\n"));
        Report(new UsageException("Use --resume.")).ShouldBe((ExitCode.Usage, "error: Use --resume.\n"));
        Report(new ConfigException(["x.yaml:1: bad."])).ShouldBe((ExitCode.Usage, "error in the configuration:\n  x.yaml:1: bad.\n"));
        Report(new AggregateException(new GleanerException("inner"))).ShouldBe((ExitCode.Data, "error: inner\n"));
    }

    [Fact]
    public void A_full_disk_is_a_failure_of_reading_or_writing_however_it_comes()
    {
        var full = new IOException("No space left on device : '/run/x'");

        Report(full).ShouldBe((ExitCode.InputOutput, "error: reading or writing failed: No space left on device : '/run/x'\n"));
        Report(new GleanerException("/run/x: cannot be written: No space left on device.", full)).Code.ShouldBe(ExitCode.InputOutput);
        Report(new GleanerException("/run/x: missing.", new FileNotFoundException())).Code.ShouldBe(ExitCode.Data);
    }

    [Fact]
    public void Stopping_is_130_only_if_it_was_asked_for()
    {
        var stopped = new OperationCanceledException();

        Report(stopped, isInterrupted: true).ShouldBe((ExitCode.Interrupted, "stopped.\n"));
        Report(stopped).Code.ShouldBe(ExitCode.Defect);
    }

    [Fact]
    public void A_defect_names_a_file_with_the_details()
    {
        var (code, error) = Report(new InvalidOperationException("secret cause"));

        code.ShouldBe(ExitCode.Defect);
        error.ShouldStartWith("error: a defect of Gleaner: InvalidOperationException: secret cause\nThe details are in ");
        var file = error[(error.IndexOf("are in ", StringComparison.Ordinal) + 7)..error.LastIndexOf(';')];
        File.ReadAllText(file).ShouldContain("secret cause");
        File.Delete(file);
    }

    private static (int Code, string Error) Report(Exception failure, bool isInterrupted = false)
    {
        var error = new StringWriter { NewLine = "\n" };
        return (FailureReport.Write(failure, new Terminal(TextWriter.Null, error, IsLive: false), new CancellationToken(isInterrupted)), error.ToString());
    }
}
