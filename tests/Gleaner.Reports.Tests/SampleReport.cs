using Gleaner.Reports.Model;

namespace Gleaner.Reports.Tests;

/// <summary>A model of the size and shape of a real run. Its numbers are invented and only have to be plausible together.</summary>
internal static class SampleReport
{
    private const string Main = "goals 0–499";
    private const string Eef = "EEF";

    public static ReportModel Empty { get; } = new() { Title = "An empty report" };

    /// <summary>A finished run of five methods and two experts.</summary>
    public static ReportModel Full(int tasks = 1000)
    {
        var random = new Random(7);
        return new ReportModel
        {
            Title = "Learning from expert failures in WebShop",
            Environment = "WebShop, 1,000 products",
            Student = "embedded decoder, d 128, 4 layers",
            StudentParameters = 1_204_736,
            TrainingTasks = tasks,
            Date = "2026-02-03",
            Notes = ["The experts are scripted shoppers, not language models: absolute win rates do not compare with published ones."],
            Splits =
            [
                new(Main, 500, "The benchmark's own test goals."),
                new("seen products", 453, "Test goals whose product occurs in a training goal."),
                new("unseen products", 47, "Test goals whose product occurs in none."),
            ],
            Methods =
            [
                Expert("Expert A", 0.384, 0.72), Expert("Expert B", 0.232, 0.58),
                Learner("Behaviour cloning", "BC", RowKind.Baseline, "Supervised on the expert's positive trajectories.", [0.444], [0.68], 0),
                Learner("BC, as many steps more", "BC+", RowKind.Control, "Same gradient steps as EEF, no new data.", [0.444, 0.45, 0.462, 0.466], [0.68, 0.69, 0.69, 0.70], 0),
                Learner("RFT", null, RowKind.Baseline, "One rollout per task and iteration from s₀.", [0.444, 0.486, 0.516, 0.542], [0.68, 0.72, 0.75, 0.77], 1000),
                Learner("RFT×6", null, RowKind.Baseline, "Six rollouts per task and iteration from s₀.", [0.444, 0.516, 0.562, 0.574], [0.68, 0.72, 0.735, 0.74], 6000),
                Learner(Eef, null, RowKind.Eef, "Rollouts from states inside failed expert trajectories.", [0.444, 0.556, 0.628, 0.654], [0.68, 0.75, 0.81, 0.83], 3271) with
                {
                    BestOnDev = 2,
                    StartStates = [.. StartStates()],
                },
            ],
            Comparisons =
            [
                Test(Eef, "RFT×6", 0.080, 0.048, 0.114, 61, 21, 0.0000118),
                Test(Eef, "RFT", 0.112, 0.082, 0.144, 74, 18, 3.2e-9),
                Test("RFT×6", "RFT", 0.032, -0.004, 0.068, 52, 36, 0.109),
            ],
            Health = Health,
            Ends = new RolloutEnds(
                ["task ended", "turn limit reached", "context full", "the environment failed"],
                [
                    new("Expert A: playing the training tasks", [912, 88, 0, 0]),
                    new("BC: evaluating on test", [451, 47, 2, 0]),
                    new("EEF, iteration 1: exploring", [2104, 655, 508, 4]),
                ],
                14),
            Tasks = Tasks(tasks, random),
            Reproduction = new Reproduction
            {
                Command = "gleaner compare experiments/webshop-1000.yaml --seed 11 --seed 12 --seed 13",
                Configuration = "environment:\n  name: webshop\n  products: 1000\nstudent:\n  width: 128 # d\n  layers: 4\nmethods: [bc, rft, rft6, eef]\nexploration: { states: 5, temperature: 0.8 }\n",
                Seeds = [11, 12, 13],
                Versions = [new("Gleaner", "0.1.0"), new(".NET", "10.0.1")],
                Hashes = [new("catalogue", "sha256:3fa9c1d2e8b07b0e44c19a52"), new("code", "10d97ff")],
                Machine = [new("cores", "2"), new("memory", "8 GiB")],
            },
        };
    }

    /// <summary>The same run just after behaviour cloning: no comparison, no exploration, no task accounts.</summary>
    public static ReportModel OnlyCloned()
    {
        var full = Full(10);
        return full with
        {
            Unfinished = "iteration 1 of 3 is running",
            Methods = [full.Methods[0], full.Methods[6] with { Iterations = [full.Methods[6].Iterations[0]], PerSeed = [], StartStates = [], BestOnDev = null }],
            Comparisons = [],
            Health = [],
            Ends = null,
            Tasks = null,
        };
    }

    private static HealthItem[] Health =>
    [
        new()
        {
            Id = "context-limits",
            Title = "Context limits",
            Level = HealthLevel.Warning,
            Threshold = "more than 5.0 % of the rollouts of a stage",
            Finding = "510 of 12,771 rollouts (4.0 %) ended because the policy's context was full; most of all in “EEF, iteration 1: exploring”, 508 of 3,271.",
            Advice = "Raise the student's 'context', shorten what the environment shows, or allow fewer turns.",
            Examples =
            [
                new("EEF, iteration 1: exploring", "webshop/3fa9c1d2/000000000003", "9 actions from s0")
                {
                    Instruction = "i am looking for a slim fit cotton item number 3, and price lower than 23.00 dollars",
                    LastActions = ["click[next >]", "click[b09qxyz123]", "click[description]"],
                    Command = "gleaner show RUN webshop/3fa9c1d2/000000000003 --method EEF --seed 11",
                },
                new("EEF, iteration 1: exploring", "webshop/3fa9c1d2/000000000004", "8 actions from s2 of Expert A"),
            ],
        },
        new()
        {
            Id = "environment-failures",
            Title = "Environment failures",
            Level = HealthLevel.Notice,
            Threshold = "more than 1.0 % of the rollouts of a stage",
            Finding = "4 of 12,771 rollouts (under 0.1 %) ended because the environment failed. It said: “500 Internal Server Error” (4 times).",
            Advice = "Read the environment's own log at the time.",
        },
        new() { Id = "truncated-rows", Title = "Truncated rows", Level = HealthLevel.Unknown, Finding = "Not recorded." },
        new() { Id = "duplicate-tasks", Title = "Duplicate tasks", Level = HealthLevel.Fine, Finding = "The first observations of 1,500 tasks all differ." },
    ];

    private static MethodResult Expert(string name, double rate, double score) => new()
    {
        Name = name,
        Kind = RowKind.Expert,
        IsSimulated = true,
        Description = "Scripted shopper.",
        Iterations = [new IterationResult { Iteration = 0, Splits = [Split(Main, 500, rate, score)], TrainingTasksSolved = rate * 1000 }],
    };

    private static MethodResult Learner(string name, string? shortName, RowKind kind, string description, double[] rates, double[] scores, int perIteration)
    {
        var iterations = rates.Select((rate, i) => Iteration(i, rate, scores[i], perIteration)).ToArray();
        return new MethodResult
        {
            Name = name,
            ShortName = shortName,
            Kind = kind,
            Description = description,
            Seeds = [11, 12, 13],
            Iterations = iterations,
            PerSeed = rates.Length < 2 ? [] : [.. new[] { -0.012, 0.004, 0.009 }.Select((d, k) =>
                new SeedResult(11 + k, [.. rates.Select((r, i) => Iteration(i, r + d * (i + 1) / 2, scores[i] + d, perIteration))]))],
            Stages = [.. Stages(rates.Length, perIteration)],
            Losses = [.. rates.Select((_, i) => new LossCurve(i == 0 ? "BC" : $"iteration {i}", [.. Loss(i)]))],
        };
    }

    private static IterationResult Iteration(int i, double rate, double score, int perIteration) => new()
    {
        Iteration = i,
        Splits = [Split(Main, 500, rate, score), Split("seen products", 453, rate + 0.05, score + 0.02), Split("unseen products", 47, 0.06, 0.41)],
        Simulations = perIteration * i,
        EnvironmentSteps = perIteration * i * 5.5,
        TokensGenerated = perIteration * i * 27,
        TokensTrained = 150 * 24 * 27 * (i + 3),
        GradientSteps = 640 + 150 * i,
        Seconds = 312 + i * (40 + perIteration * 0.04),
        TrainingTasksSolved = perIteration == 0 ? 385 : 385 + (rate - 0.3) * 1000 * i / 2,
        NewlySolved = perIteration == 0 ? 0 : Math.Round((rate - 0.3) * 1000 * i / 2),
    };

    private static SplitResult Split(string name, int tasks, double rate, double score)
    {
        var half = 1.96 * Math.Sqrt(rate * (1 - rate) / tasks);
        return new SplitResult
        {
            Split = name,
            Tasks = tasks,
            Wins = Math.Round(rate * tasks),
            WinRate = new Estimate(rate, Math.Max(0, rate - half), Math.Min(1, rate + half)),
            Score = new Estimate(score, score - half * 0.8, Math.Min(1, score + half * 0.8)),
        };
    }

    private static MethodComparison Test(string a, string b, double difference, double low, double high, int onlyA, int onlyB, double p) => new()
    {
        A = a,
        B = b,
        Split = Main,
        Tasks = 500,
        Difference = new Estimate(difference, low, high),
        ScoreDifference = new Estimate(difference * 0.8, low * 0.8, high * 0.8),
        OnlyA = onlyA,
        OnlyB = onlyB,
        McNemarP = p,
        PValue = p,
        AdjustedP = Math.Min(1, 3 * p),
        OverSeeds = new Estimate(difference, low - 0.03, high + 0.03),
        MinimumDetectable = 0.05,
    };

    private static IEnumerable<StageCost> Stages(int count, int perIteration)
    {
        yield return new StageCost { Stage = "BC: train", Seconds = 312, TokensTrained = 345_600, GradientSteps = 640 };
        for (var i = 1; i < count; i++)
        {
            if (perIteration > 0)
            {
                yield return new StageCost { Stage = $"iteration {i}: explore", Seconds = perIteration * 0.04, Simulations = perIteration, EnvironmentSteps = perIteration * 5.5, TokensGenerated = perIteration * 27 };
            }

            yield return new StageCost { Stage = $"iteration {i}: train", Seconds = 40, TokensTrained = 97_200, GradientSteps = 150 };
        }
    }

    private static IEnumerable<LossPoint> Loss(int stage)
    {
        for (var step = 0; step <= (stage == 0 ? 640 : 150); step += 10)
        {
            yield return new LossPoint(step, (stage == 0 ? 0.25 + 1.9 * Math.Exp(-step / 90.0) : 0.34 - 0.04 * stage + 0.15 * Math.Exp(-step / 40.0)) + 0.015 * Math.Sin(step * 1.7));
        }
    }

    private static IEnumerable<StartStateResult> StartStates()
    {
        double[][] rates = [[.33, .30, .27, .25, .19, .17], [.49, .46, .40, .34, .25, .22], [.62, .58, .48, .42, .29, .24]];
        return rates.SelectMany((row, i) => row.Select((rate, m) => new StartStateResult(i + 1, m, 615 - 40 * m, (int)(rate * (615 - 40 * m)))));
    }

    private static TaskAccounts Tasks(int count, Random random)
    {
        string[] words = ["slim fit", "machine wash", "navy", "cotton", "wireless", "gluten free", "king size", "stainless steel", "long lasting"];
        return new TaskAccounts
        {
            Method = Eef,
            Stages = ["expert", "BC", "iteration 1", "iteration 2", "iteration 3"],
            Tasks = [.. Enumerable.Range(0, count).Select(i => Task(i))],
        };

        TaskHistory Task(int i)
        {
            var ease = random.NextDouble();
            bool? Solves(double strength) => ease + 0.25 * random.NextDouble() < strength;
            bool?[] solved = [Solves(0.5), Solves(0.55), Solves(0.75), Solves(0.85), Solves(0.95)];
            var first = Array.IndexOf(solved, true);
            var byRft = ease + 0.2 * random.NextDouble() < 0.88;
            return new TaskHistory
            {
                Id = $"webshop/3fa9c1d2/{i:x12}",
                Instruction = $"i am looking for a {words[i % 9]} {words[(i * 5 + 2) % 9]} item number {i}, and price lower than {20 + i % 60}.00 dollars",
                ExpertReturn = solved[0] is true ? 1 : Math.Round(random.NextDouble() * 0.9, 2),
                Solved = solved,
                SolvedBy = [.. new[] { solved[0] is true ? "Expert A" : null, byRft ? "RFT×6" : null, first >= 0 ? Eef : null }.OfType<string>()],
                SolvedFromState = first < 0 ? null : first == 0 ? 0 : random.Next(0, 4),
                Beneficial = first > 1 ? random.Next(0, 3) : 0,
                Harmful = first > 0 ? random.Next(0, 3) : 0,
                Unused = random.Next(0, 4),
            };
        }
    }
}
