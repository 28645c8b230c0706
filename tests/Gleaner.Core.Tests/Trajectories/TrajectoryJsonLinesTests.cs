using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Trajectories;

public class TrajectoryJsonLinesTests
{
    private const string Good =
        """{"version":1,"task":"t/1","policy":"p","return":0.5,"stopReason":"done","turns":[{"observation":"o","action":"a","author":"expert","reward":0.5,"possible":true}],"final":"f"}""";

    // Text that can be written as UTF-8: no half surrogate pairs.
    private static readonly Gen<string> Texts = ArbMap.Default.GeneratorFor<string>()
        .Select(text => string.Concat((text ?? "").Where(c => !char.IsSurrogate(c))) + "\n\"\\\u2028🙂");

    private static readonly Gen<Turn> Turns =
        from observation in Texts
        from action in Texts
        from author in Gen.Elements(Author.Expert, Author.Student)
        from reward in ArbMap.Default.GeneratorFor<NormalFloat>()
        from isPossible in ArbMap.Default.GeneratorFor<bool>()
        from ids in ArbMap.Default.GeneratorFor<int[]>()
        from thought in Gen.OneOf(Texts, Gen.Constant<string>(null!))
        from hasTokens in ArbMap.Default.GeneratorFor<bool>()
        select new Turn(new Observation(observation), action, author, reward.Get, isPossible)
        {
            Thought = thought,
            Tokens = hasTokens ? new SampledTokens([.. ids], reward.Get / 3) : null,
        };

    private static readonly Gen<Trajectory> All =
        from policy in Texts
        from turns in Turns.ListOf()
        from leftOut in Gen.Choose(0, 3)
        from final in Texts
        from @return in ArbMap.Default.GeneratorFor<NormalFloat>()
        from reason in Gen.Elements(Enum.GetValues<StopReason>())
        select new Trajectory(new TaskId("t/1"), policy, [.. turns.Select((turn, i) => turn with { LeftOut = Math.Max(0, Math.Min(leftOut, i - 1)) })], new Observation(final), @return.Get, reason);

    [Fact]
    public void What_is_written_is_read_again() => Prop.ForAll(All.ListOf().ToArbitrary(), trajectories =>
    {
        var bytes = Write(trajectories);
        var read = Read(bytes);
        read.Count.ShouldBe(trajectories.Count);
        foreach (var (before, after) in trajectories.Zip(read))
        {
            (after with { Turns = before.Turns }).ShouldBe(before);
            after.Turns.Select(turn => turn with { Tokens = null }).ShouldBe(before.Turns.Select(turn => turn with { Tokens = null }));
            after.Turns.Select(turn => turn.Tokens?.LogProbability).ShouldBe(before.Turns.Select(turn => turn.Tokens?.LogProbability));
            after.Turns.SelectMany(turn => turn.Tokens?.Ids ?? []).ShouldBe(before.Turns.SelectMany(turn => turn.Tokens?.Ids ?? []));
        }

        Write(read).ShouldBe(bytes);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_line_is_as_documented() => Encoding.UTF8.GetString(Write(Read(Encoding.UTF8.GetBytes(Good)))).ShouldBe(Good + "\n");

    [Theory]
    [InlineData("", "the line is empty")]
    [InlineData("null", "null is not a record")]
    [InlineData("[]", "of another type")]
    [InlineData("{\"version\":1", "")]
    [InlineData("{}", "missing members")]
    [InlineData("s/\"version\":1/\"version\":2/", "the version is 2; this program reads version 1")]
    [InlineData("s/\"task\":\"t\\/1\"/\"task\":\"t 1\"/", "A task id")]
    [InlineData("s/\"policy\":\"p\"/\"policy\":null/", "policy")]
    [InlineData("s/\"policy\":\"p\",//", "policy")]
    [InlineData("s/\"policy\":\"p\"/\"policy\":\"p\",\"policy\":\"q\"/", "policy")]
    [InlineData("s/\"final\":\"f\"/\"final\":\"f\",\"extra\":1/", "extra")]
    [InlineData("s/\"author\":\"expert\"/\"author\":\"nobody\"/", "author")]
    [InlineData("s/\"author\":\"expert\"/\"author\":7/", "author")]
    [InlineData("s/\"final\":\"f\"/\"final\":\"f\",\"run\":0/", "the run is 0")]
    [InlineData("s/\"return\":0.5/\"return\":\"NaN\"/", "the return is not a finite number")]
    [InlineData("s/\"possible\":true/\"possible\":true,\"ids\":[1]/", "turns[0] must have both 'ids' and 'logProbability'")]
    [InlineData("s/\"possible\":true/\"possible\":true,\"leftOut\":1/", "turns[0] cannot have left out 1 observations: 0 stand between")]
    public void A_bad_line_is_named(string bad, string message)
    {
        var line = bad.StartsWith("s/", StringComparison.Ordinal) ? Substitute(bad) : bad;
        var exception = Should.Throw<GleanerException>(() => Read(Encoding.UTF8.GetBytes($"{Good}\n{Good}\n{line}\n{Good}\n")));
        exception.Message.ShouldStartWith("runs.jsonl:3: ");
        exception.Message.ShouldContain(message);
    }

    [Fact]
    public void The_runs_of_an_expert_on_a_task_are_told_apart_and_the_first_is_written_as_ever()
    {
        Trajectory[] runs = [.. new[] { Read(Encoding.UTF8.GetBytes(Good))[0], Read(Encoding.UTF8.GetBytes(Good))[0] }.Numbered()];
        Encoding.UTF8.GetString(Write(runs)).ShouldBe($"{Good}\n{Good[..^1]},\"run\":2}}\n");
        Read(Write(runs)).Select(run => run.Run).ShouldBe([1, 2]);
    }

    [Fact]
    public void Text_that_is_no_Utf8_is_refused() =>
        Should.Throw<GleanerException>(() => Read([.. Encoding.UTF8.GetBytes(Good), (byte)'\n', 0xFF, 0xFE, (byte)'\n']))
            .Message.ShouldContain("not UTF-8");

    [Fact]
    public void Damaged_files_are_refused_with_a_line_number_and_never_with_another_error() => Prop.ForAll(
        (from position in Gen.Choose(0, Good.Length - 1) from value in Gen.Choose(0, 255) select (position, (byte)value)).ToArbitrary(),
        damage =>
        {
            var bytes = Encoding.UTF8.GetBytes(Good);
            bytes[damage.position] = damage.Item2;
            try
            {
                // A changed letter inside of a text is no damage that a reader could see, and a line feed makes two lines.
                return Read(bytes).Count == 1;
            }
            catch (GleanerException exception)
            {
                return exception.Message.StartsWith("runs.jsonl:", StringComparison.Ordinal);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    private static string Substitute(string command)
    {
        var parts = command.Replace("\\/", "\u0001").Split('/').Select(part => part.Replace('\u0001', '/')).ToArray();
        Good.ShouldContain(parts[1]);
        return Good.Replace(parts[1], parts[2]);
    }

    private static byte[] Write(IEnumerable<Trajectory> trajectories)
    {
        using var stream = new MemoryStream();
        TrajectoryJsonLines.Write(stream, trajectories);
        return stream.ToArray();
    }

    private static List<Trajectory> Read(byte[] bytes) => [.. TrajectoryJsonLines.Read(new MemoryStream(bytes), "runs.jsonl")];
}
