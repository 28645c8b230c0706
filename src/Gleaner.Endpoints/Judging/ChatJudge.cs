using System.Collections.Immutable;
using System.Globalization;
using Gleaner.Chat.Replies;
using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.Collecting;
using Gleaner.Endpoints.Kinds;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Methods;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Trajectories;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Judging;

/// <summary>A chat model that marks the critical steps of trajectories. Every answer is journalled in the run, so a resumed run asks nothing twice.</summary>
/// <param name="Endpoint">Where it is, and how it is dealt with.</param>
public sealed record ChatJudge(EndpointConfig Endpoint) : IStepJudge
{
    /// <summary>Sampling temperature; 0 is greedy. Null: none is sent.</summary>
    public double? Temperature { get; init; } = 0;

    /// <summary>The most tokens in a reply.</summary>
    public int MaxReplyTokens { get; init; } = 512;

    /// <summary>How often a reply without numbers is asked about again.</summary>
    public int Corrections { get; init; } = 1;

    /// <inheritdoc/>
    public IEnumerable<PreflightCheck> Checks(string key) => Endpoint.Checks(key);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StepJudgement>> JudgeAsync(
        IReadOnlyList<Trajectory> trajectories, double share, JudgingPlace place, CancellationToken cancellationToken)
    {
        var directory = place.Run.Directory;
        var endpoint = Endpoint.Open();
        using var client = endpoint.Client;
        using var calls = ChatCalls.Open(endpoint, directory.Files, directory.Resolve($"{place.Folder}/{ChatExpert.CallsFile}"), place.Run.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            return await Task.WhenAll(trajectories.Select(trajectory => AskAsync(trajectory, share, calls, stop))).ConfigureAwait(false);
        }
        finally
        {
            SpendingFile.Of(Endpoint.Model, calls.Ledger).Write(directory.Files, directory.Resolve($"{place.Folder}/{ChatExpert.SpendingFileName}"));
        }
    }

    private async Task<StepJudgement> AskAsync(Trajectory trajectory, double share, ChatCalls calls, CancellationTokenSource stop)
    {
        var name = Trunk.NameOf(trajectory);
        try
        {
            var most = CriticalStepTuning.MostSteps(trajectory.Length, share);
            var steps = await StepsAsync(trajectory, most, new Seed(0).Derive(trajectory.Task, name).Value.ToString("x16", CultureInfo.InvariantCulture), calls, stop.Token).ConfigureAwait(false);
            return new StepJudgement(trajectory.Task, name, steps);
        }
        catch (ChatFailedException failure) when (failure.Kind is CallFailureKind.ContextFull or CallFailureKind.Refused)
        {
            // This one alone.
            return new StepJudgement(trajectory.Task, name, []);
        }
        catch
        {
            // What the others would still ask for would be paid for, and is not wanted any more.
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<ImmutableArray<int>> StepsAsync(Trajectory trajectory, int most, string episode, ChatCalls calls, CancellationToken cancellationToken)
    {
        var options = new ChatOptions { ModelId = Endpoint.Model, Temperature = (float?)Temperature, MaxOutputTokens = MaxReplyTokens };
        var parser = new ReplyParser(ReplyShape.ActionAlone, ReplyRule.Tolerant);
        var messages = JudgePrompt.Ask(trajectory, most);
        for (var ask = 0; ; ask++)
        {
            var key = new CallKey(episode, 0, ask, CallKey.HashOf(messages, options));
            var answer = await calls.AskAsync(trajectory.Task, key, messages, options, Parse, cancellationToken).ConfigureAwait(false);
            var steps = StepsIn(answer.Message);
            if (!steps.IsEmpty || ask == Corrections)
            {
                return steps;
            }

            IEnumerable<ChatMessage> own = string.IsNullOrWhiteSpace(answer.Reply) ? [] : [new ChatMessage(ChatRole.Assistant, answer.Reply)];
            messages = [.. messages, .. own, new ChatMessage(ChatRole.User, JudgePrompt.Correction)];
        }

        ImmutableArray<int> StepsIn(AssistantMessage message) =>
            message.IsTruncated ? [] : JudgePrompt.StepsIn(parser.Parse(message).Said, trajectory.Length, most);

        ParsedReply Parse(AssistantMessage message) => parser.Parse(message) with
        {
            Form = message.IsTruncated ? ReplyForm.Truncated : StepsIn(message).IsEmpty ? ReplyForm.Malformed : ReplyForm.Clean,
        };
    }
}

/// <summary>A chat model behind an endpoint, as a judge of steps.</summary>
public sealed class ChatJudgeKind : StepJudgeKind
{
    /// <inheritdoc/>
    public override string Name => "chat";

    /// <inheritdoc/>
    public override string Summary => "Asks a chat model behind an endpoint.";

    /// <inheritdoc/>
    public override IStepJudge Read(SectionReader reader)
    {
        var endpoint = EndpointConfig.Read(reader);
        var temperature = reader.Value("temperature", ValueKind.Number(0, 2), "0", "Sampling temperature; 0 is greedy.");
        var sends = reader.Value("send_temperature", ValueKind.Flag, "true", "Whether a temperature is sent at all; some models take none.");
        return new ChatJudge(endpoint)
        {
            Temperature = sends ? temperature : null,
            MaxReplyTokens = reader.Value("max_reply_tokens", ValueKind.Integer(1, 1_000_000), "512", "The most tokens in a reply."),
            Corrections = reader.Value("corrections", ValueKind.Integer(0, 10), "1", "How often a reply without numbers is asked about again; then the trajectory is left out."),
        };
    }
}
