using System.Collections.Immutable;

namespace Gleaner.EnvironmentClients.AgentGym;

/// <summary>
/// The environments of AgentGym: the 14 of the paper (Xi et al., arXiv 2406.04151) and SearchQA, which came later. This table is
/// all that Gleaner knows about each of them.
/// </summary>
public static class AgentGymProtocols
{
    /// <summary>Every environment, by name.</summary>
    public static ImmutableArray<AgentGymProtocol> All { get; } =
    [
        // The session's id is in an object; errors come as {"error": …} with status 200.
        new("alfworld", "agentenv-alfworld", "id", "game", 30)
            { CreatedField = "id", ResetExtras = """{"world_type":"Text"}""", Start = StartText.ResetThenActions },
        // Over the steps the score sums up what is less than 1 for slow solutions; a server ends a task above 0.5 only.
        new("babyai", "agentenv-babyai", "id", "data_idx", 20)
            { CreatedField = "id", Start = StartText.OfReset, RewardField = "score", SuccessThreshold = 0.5 },
        new("maze", "agentenv-lmrlgym", "id", "game", 15)
            { Path = "/maze", CreatedField = "id", Start = StartText.OfReset },
        // The score is in 0..100, and -100 for a task that can no longer be solved.
        new("sciworld", "agentenv-sciworld", "id", "data_idx", 30)
            { CreatedField = "id", Start = StartText.DescriptionThenReset, RewardField = "score", FullReward = 100 },
        new("textcraft", "agentenv-textcraft", "id", "data_idx", 20)
            {
                CreateBody = "{}", CreatedField = "id", Start = StartText.OfReset,
                // The order in which it lists recipes is that of Python's hashes, which are seeded at random.
                RepeatAdvice = "Start this server with PYTHONHASHSEED=0: otherwise its tasks begin in another way after every restart.",
            },
        new("wordle", "agentenv-lmrlgym", "id", "seed", 8)
            { Path = "/wordle", CreatedField = "id", Start = StartText.OfReset },

        // The session's id is the whole reply; errors come as status 4xx or 5xx.
        new("academia", "agentenv-tool", "env_idx", "id", 12) { CreateBody = """{"id":0}""", Answer = AnswerForm.Whole },
        new("movie", "agentenv-tool", "env_idx", "id", 12) { CreateBody = """{"id":0}""", Answer = AnswerForm.Whole },
        new("searchqa", "agentenv-searchqa", "env_idx", "id", 10) { CreateBody = """{"id":0}""", Answer = AnswerForm.Whole },
        new("sheet", "agentenv-tool", "env_idx", "id", 15) { CreateBody = """{"id":0}""", Answer = AnswerForm.Whole },
        new("sqlgym", "agentenv-sqlgym", "env_idx", "item_id", 1) { ObservationField = "state", MaxSessions = 8, Answer = AnswerForm.SqlBlock },
        new("todo", "agentenv-tool", "env_idx", "id", 15) { CreateBody = """{"id":0}""", Answer = AnswerForm.Whole },
        new("weather", "agentenv-tool", "env_idx", "id", 10) { CreateBody = """{"id":0}""", Answer = AnswerForm.Whole },
        // One browser per server, and its state is not kept by session.
        new("webarena", "agentenv-webarena", "env_idx", "idx", 25)
            { CreatedField = "env_idx", ResetExtras = """{"seed":0}""", DoneFields = ["terminated", "truncated"], MaxSessions = 1, Answer = AnswerForm.Whole },
        new("webshop", "agentenv-webshop", "env_idx", "session_id", 10) { ObservationField = "state" },
    ];

    /// <summary>The environment with this name.</summary>
    /// <exception cref="GleanerException">There is none.</exception>
    public static AgentGymProtocol Of(string name) => All.FirstOrDefault(protocol => protocol.Name == name)
        ?? throw new GleanerException(
            $"AgentGym has no environment '{name}'; there are {string.Join(", ", All.Select(protocol => protocol.Name))}.");
}
