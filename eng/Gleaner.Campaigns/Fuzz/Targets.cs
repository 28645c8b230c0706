using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Lora;
using Gleaner.EndToEnd.Tests;
using Gleaner.Endpoints.Tests.Fakes;
using Gleaner.EnvironmentServers;
using Gleaner.EnvironmentServers.AgentGym;
using Gleaner.EnvironmentServers.Hosting;
using Gleaner.Maze;
using Gleaner.Randomness;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Goals;
using Microsoft.AspNetCore.Http;

namespace Gleaner.Campaigns.Fuzz;

/// <summary>Every reader of the product with a good file of each of its kinds.</summary>
internal sealed class Targets : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<Target> _all = [];
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(1) };
    private readonly List<Exception> _defects = [];
    private byte[] _reply = [];
    private FakeChatServer? _replying;
    private FakeChatServer? _playing;
    private EnvironmentServer? _agentGym;
    private EnvironmentServer? _openEnv;

    public IReadOnlyList<Target> All => _all;

    public static async Task<Targets> PrepareAsync()
    {
        var targets = new Targets();
        targets.AddImports();
        targets.AddConfigurations();
        targets.AddCatalogue();
        targets.AddModel();
        await targets.AddRunAsync();
        await targets.AddEndpointsAsync();
        await targets.AddServersAsync();
        return targets;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        foreach (var server in new IAsyncDisposable?[] { _replying, _playing, _agentGym, _openEnv })
        {
            await (server?.DisposeAsync() ?? default);
        }

        _folder.Dispose();
    }

    private void AddImports()
    {
        foreach (var (importer, name, text) in Seeds.Imports)
        {
            AddImport(importer, [Write(name, text)]);
        }

        var map = Write("map.csv", "task,index\nform/1,0\nform/2,1\n");
        AddImport("openai", [map], "--tasks", map, Write("mapped.jsonl", Seeds.OpenAi));

        AddImport("sharegpt", [Write("calls.jsonl", Shapes.Calls)]);
        AddImport("openai", [Write("apis.jsonl", Shapes.Apis)]);
        AddImport("openai", [Write("printed.txt", Shapes.Printed)]);
        AddImport("otel", [Write("openinference.jsonl", Shapes.OpenInference)]);
        AddKeeping("openai", Write("malformed.jsonl", Shapes.Malformed));
        AddKeeping("react", Write("malformed.txt", Shapes.MalformedLog));

        void AddKeeping(string importer, string file) => AddImport(importer, [file], file, "--malformed", "keep");
    }

    private void AddImport(string importer, string[] files, params string[] more)
    {
        var output = _folder.File("imported.jsonl");
        string[] arguments = ["import", importer, .. more.Length > 0 ? more : files, .. importer == "scienceworld" ? [] : new[] { "--return", "1" }, "--output", output];
        _all.Add(new Target($"import {importer} {Path.GetFileName(files[0])}", 6, files, token => Host.RunAsync(_folder.Path, arguments, token)) { Results = [output] });
    }

    private void AddConfigurations()
    {
        foreach (var (name, text) in Seeds.Configurations)
        {
            var file = Write(name, text);
            _all.Add(new Target("configuration " + name, 8, [file], token => Host.RunAsync(_folder.Path, ["config", file], token)));
        }
    }

    private void AddCatalogue()
    {
        var catalogue = _folder.File("catalogue");
        _ = new ScriptedShop(catalogue, WebShop.Shoppers.ShopperHabits.Careful);
        var output = _folder.File("shopped.jsonl");
        var runs = Write("shopped-before.jsonl", Seeds.ShareGpt);
        string[] arguments = ["import", "sharegpt", runs, "--catalogue", catalogue, "--return", "1", "--output", output];
        _all.Add(new Target("catalogue", 5, Files(catalogue), token => Host.RunAsync(_folder.Path, arguments, token)) { Results = [output] });
        AddStore(catalogue);
    }

    // The file in which a large catalogue is kept holds a hash of all that is in it: damaged, it is made again, and never read otherwise.
    private void AddStore(string catalogue)
    {
        var pristine = _folder.File("cache-before");
        var cache = _folder.File("cache");
        _ = Load(pristine);
        void Restore() => Copy(pristine, cache);
        Restore();
        _all.Add(new Target("catalogue cache", 10, Files(cache), _ => Task.FromResult(Load(cache))) { Promise = Promise.Sealed, Restore = Restore });

        Outcome Load(string folder)
        {
            try
            {
                var read = ProductCatalogue.Load(catalogue, new CatalogueOptions { CacheFolder = folder, CacheFrom = 0 });
                var products = Enumerable.Range(0, read.Products.Count).Select(i => read.Products[i]).Select(product => $"{product.Asin} {product.Title} {string.Join(" ", product.Prices)} {product.Options.Length}");
                return new Outcome(0, $"{read.Hash}\n{string.Join('\n', products)}\n{string.Join('\n', new GoalList(read).Goals.Select(goal => goal.Instruction))}", "");
            }
            catch (GleanerException exception)
            {
                return new Outcome(3, "", exception.Message);
            }
        }
    }

    // A model in several files, with an index that says where each tensor is.
    private void AddShards(string model)
    {
        var shards = _folder.File("shards");
        Copy(model, shards);
        var whole = Path.Combine(shards, "model.safetensors");
        var bytes = File.ReadAllBytes(whole);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes)));
        var names = header.RootElement.EnumerateObject().Select(member => member.Name).Where(name => name != "__metadata__").ToList();
        File.Move(whole, Path.Combine(shards, "model-00001-of-00001.safetensors"));
        File.WriteAllText(whole + ".index.json", JsonSerializer.Serialize(new { metadata = new { total_size = bytes.Length }, weight_map = names.ToDictionary(name => name, _ => "model-00001-of-00001.safetensors") }));
        _all.Add(new Target("model show shards", 8, Files(shards), token => Host.RunAsync(_folder.Path, ["model", "show", shards], token)) { Promise = Promise.SameOrRefused });
    }

    private void AddModel()
    {
        var model = _folder.File("model");
        var adapters = _folder.File("adapters");
        var merged = _folder.File("merged");
        TinyChatModel.Write(model, seed: 1);
        AddShards(model);
        var config = HuggingFaceFolder.Open(model).Config;
        PeftFolder.Save(adapters, LoraAdapter.Create(config, new LoraOptions(), 1));
        _all.Add(new Target("model show", 12, Files(model), token => Host.RunAsync(_folder.Path, ["model", "show", model], token)) { Promise = Promise.SameOrRefused });
        _all.Add(new Target("model merge", 8, [.. Files(model), .. Files(adapters)], token => Host.RunAsync(_folder.Path, ["model", "merge", model, adapters, "--output", merged], token))
        {
            Results = [merged],
            Copies = ["tokenizer.json", "tokenizer_config.json", "config.json"],
            Promise = Promise.SameOrRefused,
        });
    }

    private async Task AddRunAsync()
    {
        var file = Write("maze.yaml", Seeds.Maze);
        var pristine = _folder.File("pristine");
        var run = _folder.File("run");
        await RequireAsync("run", file, "--output", pristine);
        void Restore() => Copy(pristine, run);
        Restore();
        var files = Files(run);
        var output = _folder.File("exported");
        Target Of(string name, int weight, params string[] arguments) => new(name, weight, files, token => Host.RunAsync(_folder.Path, arguments, token))
        {
            Results = [output],
            Promise = Promise.SameOrRefused,
        };
        _all.Add(Of("report", 6, "report", run, "--output", output));
        _all.Add(Of("show", 6, "show", run, "0"));
        _all.Add(Of("export texts", 5, "export", run, "--format", "axolotl", "--output", output));
        _all.Add(Of("export ids", 3, "export", run, "--format", "trl-ids", "--output", output));
        _all.Add(Of("resume", 2, "run", file, "--output", run, "--resume") with { Restore = Restore, Promise = Promise.None });

        var trajectories = _folder.File("trajectories.jsonl");
        File.Copy(Directory.GetFiles(pristine, "trajectories.jsonl", SearchOption.AllDirectories)[0], trajectories);
        _all.Add(new Target("replay", 6, [trajectories], token => Host.RunAsync(_folder.Path, ["replay", "--config", file, trajectories], token)) { Promise = Promise.SameOrRefused });
    }

    private async Task AddEndpointsAsync()
    {
        _replying = await FakeChatServer.StartAsync(new FakeChatServer
        {
            Answers = _ => "",
            Instead = async http =>
            {
                http.Response.ContentType = "application/json";
                await http.Response.Body.WriteAsync(_reply, http.RequestAborted);
            },
        });
        var collected = _folder.File("collected.jsonl");
        string[] beside = [_folder.File("collected.calls.jsonl"), _folder.File("collected.account.json")];
        var asking = Write("replying.yaml", Seeds.Chat(_replying.Address));
        string[] arguments = ["collect", asking, "--episodes", "1", "--output", collected];
        foreach (var (name, text) in Seeds.Replies)
        {
            var reply = Write(name, text);
            _all.Add(new Target("chat reply " + name, 3, [reply], async token =>
            {
                _reply = await File.ReadAllBytesAsync(reply, token);
                return await Host.RunAsync(_folder.Path, arguments, token);
            })
            { Results = [collected, .. beside], Promise = Promise.SameOrRefused, PrintsResult = false });
        }

        _playing = await FakeChatServer.StartAsync(new FakeChatServer { Answers = call => "Action: move " + Seeds.Moves[Encoding.UTF8.GetByteCount(call.Body.ToJsonString()) % 4] });
        var playing = Write("playing.yaml", Seeds.Chat(_playing.Address));
        var pristine = _folder.File("collected-before");
        var folder = _folder.File("collected-again");
        await RequireAsync("collect", playing, "--episodes", "2", "--output", Path.Combine(pristine, "x.jsonl"));
        Copy(pristine, folder);
        _all.Add(new Target(
            "journal of calls", 2, Files(folder), token => Host.RunAsync(_folder.Path, ["collect", playing, "--episodes", "2", "--output", Path.Combine(folder, "x.jsonl")], token))
        { Restore = () => Copy(pristine, folder), Promise = Promise.None });
    }

    private async Task AddServersAsync()
    {
        var mazes = new MazeEnvironment(3, 20, new Seed(1));
        var served = new ServedTasks(mazes, [.. mazes.Tasks], "Mazes.");
        var options = new EnvironmentServerOptions { Port = 0 };
        _agentGym = await EnvironmentServer.StartAgentGymAsync(new AgentGymDialect(served), options, TimeProvider.System, _defects.Add);
        _openEnv = await EnvironmentServer.StartOpenEnvAsync(served, options, TimeProvider.System, _defects.Add);
        AddRequests("AgentGym request", _agentGym.Url, [("create", "{}"), ("reset", "{\"id\":0,\"data_idx\":3}"), ("step", "{\"id\":0,\"action\":\"move up\"}")]);
        AddRequests("OpenEnv request", _openEnv.Url, [("reset", "{\"seed\":3}"), ("step", "{\"action\":{\"action_str\":\"move up\"}}")]);
        AddMessages();
    }

    private void AddRequests(string name, Uri server, (string Path, string Body)[] requests)
    {
        foreach (var (path, body) in requests)
        {
            var file = Write($"{name.Replace(' ', '-')}-{path}.json", body);
            _all.Add(new Target($"{name} /{path}", 4, [file], async token =>
            {
                using var content = new ByteArrayContent(await File.ReadAllBytesAsync(file, token));
                content.Headers.ContentType = new("application/json");
                using var response = await _client.PostAsync(new Uri(server, path), content, token);
                var text = await response.Content.ReadAsStringAsync(token);
                var defect = string.Join('\n', _defects);
                _defects.Clear();
                return new Outcome((int)response.StatusCode >= 500 || defect.Length > 0 ? 70 : (int)response.StatusCode, text, defect);
            })
            { Promise = Promise.SameOrRefused, PrintsResult = false });
        }
    }

    // A request alone has no episode; a socket has one, and holds it from message to message.
    private void AddMessages()
    {
        var file = Write("OpenEnv-message.json", "{\"type\":\"step\",\"data\":{\"action_str\":\"move up\"}}");
        _all.Add(new Target("OpenEnv message", 4, [file], async token =>
        {
            using var socket = new ClientWebSocket();
            await socket.ConnectAsync(new UriBuilder(_openEnv!.Url) { Scheme = "ws", Path = "/ws" }.Uri, token);
            await socket.SendAsync("{\"type\":\"reset\",\"data\":{\"seed\":3}}"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, token);
            _ = await ReceiveAsync(socket, token);
            await socket.SendAsync(await File.ReadAllBytesAsync(file, token), WebSocketMessageType.Text, endOfMessage: true, token);
            var text = "";
            try
            {
                text = await ReceiveAsync(socket, token);
            }
            catch (WebSocketException)
            {
                // A message of text that is none ends the session below the server's own code, as the protocol demands.
            }

            var defect = string.Join('\n', _defects);
            _defects.Clear();
            return new Outcome(defect.Length > 0 ? 70 : text.StartsWith("{\"type\":\"error\"", StringComparison.Ordinal) || text.Length == 0 ? 4 : 0, text, defect.Length > 0 ? defect : text);
        })
        { Promise = Promise.SameOrRefused });
    }

    private static async Task<string> ReceiveAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 20];
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            length += part.Count;
            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(buffer.AsSpan(0, length));
            }
        }
    }

    private async Task RequireAsync(params string[] arguments)
    {
        var outcome = await Host.RunAsync(_folder.Path, arguments, CancellationToken.None);
        if (outcome.ExitCode != 0)
        {
            throw new InvalidOperationException($"gleaner {string.Join(' ', arguments)}: {outcome.Error}");
        }
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text.ReplaceLineEndings("\n"));
        return _folder.File(name);
    }

    private static string[] Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock").Order(StringComparer.Ordinal)];

    /// <summary>Makes a folder what another one is.</summary>
    internal static void Copy(string from, string to)
    {
        if (Directory.Exists(to))
        {
            Directory.Delete(to, recursive: true);
        }

        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
