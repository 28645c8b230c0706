using System.Globalization;
using Gleaner.Endpoints.Kinds;
using Gleaner.Experiments;
using Gleaner.Randomness;
using Gleaner.Students;
using Gleaner.Trainers.Served;
using Gleaner.Trajectories;

namespace Gleaner.Trainers.Kinds;

/// <summary>Whether the publishing command makes the server answer with the base model, as it must before a run's first question.</summary>
/// <param name="open">Makes a tuner, given where tuned models are put and the rules.</param>
/// <param name="model">The base model's name.</param>
/// <param name="limit">How long the tuner lets publishing take, as in a run.</param>
/// <param name="missing">What is not there that it needs, which another check has said; null for nothing.</param>
internal sealed class PublishCheck(Func<string, string, CommandTuner> open, string model, TimeSpan limit, Func<IMachine, string?> missing) : PreflightCheck
{
    // Until the tuner has said that the publishing command took too long, with its last output.
    internal static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    public override string Id => "publish student.tuning.publish";

    public override string Title => "server takes the base model";

    public override TimeSpan TimeLimit => limit + Margin;

    public override async Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken)
    {
        if (missing(context.Options.Machine) is { } what)
        {
            return PreflightResult.Skipped($"{what} is not there");
        }

        var start = context.Options.Clock.GetTimestamp();
        using var tuner = open(Path.Combine(context.Scratch, "models"), context.World.Rules);
        await tuner.ServeAsync(model, cancellationToken).ConfigureAwait(false);
        return PreflightResult.Ok(string.Create(CultureInfo.InvariantCulture, $"{model} was published in {context.Options.Clock.GetElapsedTime(start).TotalSeconds:0} s"));
    }
}

/// <summary>
/// Whether the trainer trains and the server takes what it leaves: one step on the two longest trajectories that the experts showed, whose model
/// is published, asked once, and thrown away. In the end the server has the base model again.
/// </summary>
/// <param name="open">Makes a tuner, given where tuned models are put and the rules.</param>
/// <param name="endpoint">Where the student is served.</param>
/// <param name="agent">How it is made an agent.</param>
/// <param name="publishLimit">How long the tuner lets publishing take; null where there is no publishing command, so that the model is not asked.</param>
/// <param name="missing">What is not there that it needs, which another check has said; null for nothing.</param>
internal sealed class TuningStepCheck(
    Func<string, string, CommandTuner> open, EndpointConfig endpoint, ChatAgentConfig agent, TimeSpan? publishLimit, Func<IMachine, string?> missing) : PreflightCheck
{
    public override string Id => "step student.tuning.command";

    public override string Title => "trainer's step";

    // A step, and publishing twice: its model, then the base model.
    public override TimeSpan TimeLimit => TimeSpan.FromMinutes(30) + (publishLimit is { } limit ? 2 * (limit + PublishCheck.Margin) : TimeSpan.Zero);

    public override async Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken)
    {
        if (missing(context.Options.Machine) is { } what)
        {
            return PreflightResult.Skipped($"{what} is not there");
        }

        var examples = StudentCheck.LongestDemonstrations(context);
        if (examples.Count == 0)
        {
            return PreflightResult.Skipped("no expert has shown a trajectory to learn from");
        }

        var start = context.Options.Clock.GetTimestamp();
        using var tuner = open(Path.Combine(context.Scratch, "models"), context.World.Rules);
        var seed = new Seed(context.Experiment.Seeds[0]);
        var plan = new LearningPlan(1, examples.Count, context.Experiment.Training.BehaviorCloning.LearningRate, seed);
        var tuned = await tuner.TuneAsync(new TuningWork(endpoint.Model, examples, plan, Path.Combine(context.Scratch, "training")), cancellationToken).ConfigureAwait(false);
        var trained = string.Create(
            CultureInfo.InvariantCulture,
            $"one step on {examples.Count} example{(examples.Count == 1 ? "" : "s")}, {tuned.TrainedTokens:N0} of {tuned.Tokens:N0} tokens trained, took {context.Options.Clock.GetElapsedTime(start).TotalSeconds:0} s");
        if (publishLimit is null)
        {
            return PreflightResult.Ok($"{trained}; without 'publish' its model was not asked");
        }

        try
        {
            await tuner.ServeAsync(tuned.Name, cancellationToken).ConfigureAwait(false);
            if (!context.Options.MayCall)
            {
                return PreflightResult.Ok($"{trained}; its model was published and, as calls were ruled out, not asked");
            }

            var ask = new EndpointCheck("student", Author.Student, endpoint with { Model = tuned.Name }, agent, default, StudentAccess.CallsPath);
            var answer = await ask.RunAsync(context, cancellationToken).ConfigureAwait(false);
            return answer with { Message = $"{trained}; published, {answer.Message}" };
        }
        finally
        {
            await tuner.ServeAsync(endpoint.Model, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
