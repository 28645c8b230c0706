using System.Collections.Immutable;
using Gleaner.Chat.Rendering;
using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.EndToEnd.Tests;
using Gleaner.Endpoints.Spending;
using Gleaner.Maze;
using Gleaner.ModelServers;
using Gleaner.ModelServers.Hosting;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Students;
using Gleaner.Students.Learning;
using Gleaner.Students.Parameters;
using Gleaner.Students.Pretrained;
using Gleaner.Tasks;
using Gleaner.Tinker;
using Gleaner.Trainers.TrainingApi;
using Gleaner.Trajectories;

namespace Gleaner.Trainers.Tests.TrainingApi;

/// <summary>A random chat model of a few thousand parameters in mazes: behind a server in this process, and without one.</summary>
public sealed class TinyLab : IAsyncLifetime
{
    private const string Model = "tiny";
    private const string Rules = "Move through the maze.";
    private const int Context = 4096;
    private const int ActionTokens = 12;

    private static readonly LearningOptions Learning = new() { Threads = 1 };

    private readonly TemporaryFolder _folder = new();
    private ModelServer? _server;

    public static MazeEnvironment Mazes { get; } = new(3, 160, new Seed(1));

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder.File(Model));
        TinyChatModel.Write(_folder.File(Model), seed: 3);
        _server = await ModelServer.StartTinkerAsync(
            new ModelServerOptions { Folder = _folder.File(Model), Context = Context, Port = 0, Threads = 2, CheckpointFolder = _folder.File("checkpoints") },
            TimeProvider.System,
            defect => throw new InvalidOperationException("A request led to a defect.", defect),
            Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A file of a run.</summary>
    public string File(params string[] names) => _folder.File(names);

    /// <summary>Opens the server for a run.</summary>
    public TinkerAccess Open(string run, BudgetLimits? budget = null) => TinkerAccess.Open(
        new TinkerAccessOptions(new TinkerOptions { Address = _server!.Url, Retries = 0 }, Model) { Prices = new TrainingPrices(1, 2, 3), Budget = budget ?? BudgetLimits.None },
        new DiskRunFiles(),
        _folder.File(run),
        TimeProvider.System);

    /// <summary>A student behind the server.</summary>
    public TinkerStudents Students(Func<TinkerAccess> access, int saveSteps = 4, Func<TinkerStudentOptions, TinkerStudentOptions>? change = null)
    {
        var options = new TinkerStudentOptions
        {
            Model = Model, Folder = _folder.File(Model), Context = Context, MaxActionTokens = ActionTokens, Lora = new TinkerLora(2) { Alpha = 8 }, Learning = Learning, SaveSteps = saveSteps,
        };
        return new TinkerStudents(change is null ? options : change(options), Rules, access);
    }

    /// <summary>The model's folder with another chat template; returns its path.</summary>
    public string FolderWith(string template)
    {
        var folder = _folder.File("another");
        Directory.CreateDirectory(folder);
        TinyChatModel.Write(folder, seed: 3);
        System.IO.File.WriteAllText(Path.Combine(folder, "chat_template.jinja"), template);
        return folder;
    }

    /// <summary>The same student in this process, with the same adapters to begin with.</summary>
    public IStudent OwnStudent(Seed seed)
    {
        var folder = HuggingFaceFolder.Open(_folder.File(Model), Context);
        var format = ChatFormat.Load(folder.Path);
        var adapter = LoraAdapter.Create(folder.Config, new LoraOptions { Rank = 2, Alpha = 8 }, (ulong)TinkerCheckpoint.New(Model, seed).AdapterSeed);
        var tokens = new ActionTokens(format.Tokenizer, format.StopTokens.Select(token => token.Id), folder.Config.VocabularySize, ActionTokens);
        return new DecoderStudent(
            new LoraParameters(folder.LoadFrozen(WeightPrecision.BFloat16), adapter, folder.Path),
            new ChatView(new ChatRenderer(format, new ChatOptions { Clock = FixedDay.Instance }), tokens, Rules),
            new ModelFiles(folder),
            Learning);
    }

    /// <summary>A simulated walker's walks.</summary>
    public static async Task<ImmutableArray<Trajectory>> WalkAsync(double distraction, IEnumerable<TaskId> tasks)
    {
        var rollouts = await new RolloutEngine(Mazes).RunAsync(
            new SimulatedWalker("walker", distraction, new Seed(4)),
            [.. tasks.Select(task => new RolloutRequest(StartState.Initial(task), 0))],
            new Seed(5),
            new RolloutOptions { MaxTurns = 8, Author = Author.Expert },
            cancellationToken: Stop);
        return [.. rollouts.Select(rollout => rollout.Trajectory)];
    }

    /// <summary>The bytes of weights that were saved.</summary>
    public byte[] Weights(string path)
    {
        var parts = path["tinker://".Length..].Split('/');
        return System.IO.File.ReadAllBytes(Path.Combine([_folder.File("checkpoints"), .. parts, "adapter_model.safetensors"]));
    }
}
