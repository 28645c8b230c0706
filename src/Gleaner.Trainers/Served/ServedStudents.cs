using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.Policies;
using Gleaner.Randomness;
using Gleaner.Students;

namespace Gleaner.Trainers.Served;

/// <summary>Makes students that are served behind a chat endpoint and tuned by a server.</summary>
/// <param name="agent">The agent; its model is the base model. Its prompt should be <see cref="Endpoints.Prompts.PromptStyle.Student"/>, the conversation that it is taught.</param>
/// <param name="calls">Gives what asks the endpoint, whenever a student begins to act.</param>
/// <param name="tuner">Makes models.</param>
public sealed class ServedStudents(ChatPolicyOptions agent, Func<ChatCalls> calls, IModelTuner tuner) : IStudentFactory
{
    /// <inheritdoc/>
    /// <remarks>What stands behind a name at a server cannot be hashed.</remarks>
    public string? DataHash => null;

    internal string BaseModel => agent.Model;

    internal IModelTuner Tuner => tuner;

    /// <inheritdoc/>
    public IStudent Create(Seed seed) => new ServedStudent(this, BaseModel);

    /// <inheritdoc/>
    /// <remarks>The model was trained by others: nothing is done here.</remarks>
    public Task<(IStudent Student, LearningSummary Summary)> PretrainAsync(Seed seed, LearningContext? context, CancellationToken cancellationToken) =>
        Task.FromResult((Create(seed), LearningSummary.None));

    internal ChatPolicy PolicyOf(string model) => new(agent with { Model = model }, calls());
}
