using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Gleaner.Trainers.Tests.Scripts;

/// <summary>trainers/*.sh with a program in vLLM's place: what restarts a server, what does not, and trainings that are killed.</summary>
public sealed class ServerScriptsTests : IDisposable
{
    private const string FakeServer =
        """
        #!/usr/bin/env python3
        import json, os, sys
        from http.server import BaseHTTPRequestHandler, HTTPServer
        options = dict(zip(sys.argv[1:], sys.argv[2:]))
        models = [options["--served-model-name"]]
        class Handler(BaseHTTPRequestHandler):
            def answer(self, body):
                self.send_response(200); self.end_headers(); self.wfile.write(json.dumps(body).encode())
            def do_GET(self):
                self.answer({"data": [{"id": name} for name in models], "pid": os.getpid(), "arguments": sys.argv[1:], "runtime": os.environ.get("VLLM_ALLOW_RUNTIME_LORA_UPDATING")})
            def do_POST(self):
                models.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["lora_name"])
                self.answer({})
            def log_message(self, *_): pass
        HTTPServer(("127.0.0.1", int(options["--port"])), Handler).serve_forever()
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _port = FreePort();

    public ServerScriptsTests()
    {
        foreach (var program in new[] { "/bin/bash", "/usr/bin/curl", "/usr/bin/setsid", "/usr/bin/python3", "/proc/self/stat" })
        {
            Assert.SkipUnless(File.Exists(program), $"no {program} here");
        }

        Program("vllm", FakeServer);
        Folder("base", "config.json");
        Folder("whole", "config.json");
        Folder("adapters", "adapter_config.json");
    }

    public void Dispose()
    {
        Bash($"source '{Script("server.sh")}'; stop_server {_port}");
        _folder.Dispose();
    }

    [Fact]
    public async Task Adapters_are_loaded_into_the_running_server_and_a_whole_model_restarts_it()
    {
        Publish("base", "base").ShouldBe(0);
        var first = await ModelsAsync();
        first.ShouldContain("\"runtime\": \"True\"");
        first.ShouldContain("\"--max-lora-rank\", \"16\"");
        first.ShouldContain("\"--more\"");

        Publish("gleaner-1", "adapters").ShouldBe(0);
        var second = await ModelsAsync();
        second.ShouldContain("gleaner-1");
        PidOf(second).ShouldBe(PidOf(first));

        Publish("base", "base").ShouldBe(0);
        Publish("gleaner-1", "adapters").ShouldBe(0);
        (await ModelsAsync()).ShouldBe(second);

        Publish("gleaner-2", "whole").ShouldBe(0);
        var third = await ModelsAsync();
        third.ShouldContain("gleaner-2");
        third.ShouldNotContain("gleaner-1");
        PidOf(third).ShouldNotBe(PidOf(first));
    }

    [Fact]
    public async Task A_training_by_turns_stops_the_server_first()
    {
        Publish("base", "base").ShouldBe(0);
        Program("python", "#!/bin/sh\nexit 0");

        Bash($"'{Script("train.sh")}' --stop-server {_port} -- --data x").ShouldBe(0);

        await Should.ThrowAsync<HttpRequestException>(ModelsAsync);
        Publish("gleaner-2", "whole").ShouldBe(0);
        (await ModelsAsync()).ShouldContain("gleaner-2");
    }

    [Fact]
    public void What_does_not_start_or_is_no_model_is_said()
    {
        Program("vllm", "#!/bin/sh\necho no GPU here >&2\nexit 3");
        Publish("base", "base").ShouldBe(1);
        _said.ShouldContain("no GPU here");
        _said.ShouldContain("ended before it answered");

        Publish("gleaner-1", "nowhere").ShouldBe(1);
        _said.ShouldContain("the folder must be there");
        Directory.CreateDirectory(_folder.File("empty"));
        Publish("gleaner-1", "empty").ShouldBe(1);
        _said.ShouldContain("has no config.json");
    }

    [Theory]
    [InlineData("sleep 60 & echo \"$! $(began $!)\"", true)]
    [InlineData("sleep 60 & echo \"$! 1\"", false)]
    [InlineData("sleep 0 & pid=$!; wait; echo \"$pid $(began $pid)\"", false)]
    // A process that has ended and that its parent, a program that never looks, has not waited for.
    [InlineData("python3 -c 'import os, time; pid = os.fork() or os._exit(0); time.sleep(0.2); print(pid, open(f\"/proc/{pid}/stat\").read().split()[21], flush=True); time.sleep(60)' &", false)]
    public void A_server_runs_from_its_start_to_its_end(string started, bool runs) =>
        Bash($$"""
            source '{{Script("server.sh")}}'
            folder=$(server_folder {{_port}})
            { {{started}}
            } > "$folder/pid"
            until [[ -s $folder/pid ]]; do sleep 0.05; done
            is_running {{_port}}; said=$?
            rm "$folder/pid"; pkill -P $$
            exit $said
            """).ShouldBe(runs ? 0 : 1, _said);

    [Fact]
    public void A_training_that_was_killed_is_started_again_and_one_that_cannot_work_is_not()
    {
        Program("python", $"#!/bin/bash\necho x >> '{_folder.File("starts")}'\nif [[ $(wc -l < '{_folder.File("starts")}') == 1 ]]; then kill -9 $$; fi\nexit 0");
        Bash($"'{Script("train.sh")}' -- --data x").ShouldBe(0);
        File.ReadAllLines(_folder.File("starts")).Length.ShouldBe(2);
        _said.ShouldContain("the training was killed (exit code 137); attempt 2 of 3");

        Program("python", $"#!/bin/bash\necho x >> '{_folder.File("refused")}'\nexit 2");
        Bash($"'{Script("train.sh")}' -- --data x").ShouldBe(2);
        File.ReadAllLines(_folder.File("refused")).Length.ShouldBe(1);
    }

    [Theory]
    // Python of torch.distributed.run ends with 1 whatever its workers did.
    [InlineData("echo started >> \"$GLEANER_OUTCOME\"; exit 1", 1, 3)]
    [InlineData("echo started >> \"$GLEANER_OUTCOME\"; echo refused >> \"$GLEANER_OUTCOME\"; exit 1", 2, 1)]
    [InlineData("exit 1", 1, 1)]
    [InlineData("if [[ $(wc -l < \"$0.starts\") == 1 ]]; then echo started >> \"$GLEANER_OUTCOME\"; exit 1; fi; exit 0", 0, 2)]
    public void Of_several_processes_what_may_have_been_killed_is_started_again_and_what_was_refused_is_not(string end, int exitCode, int starts)
    {
        Program("python", $"#!/bin/bash\necho \"$*\" >> \"$0.starts\"\n{end}");

        Bash($"'{Script("train.sh")}' --processes 2 -- --data x").ShouldBe(exitCode, _said);

        var started = File.ReadAllLines(_folder.File("python.starts"));
        started.Length.ShouldBe(starts);
        started[0].ShouldBe($"-m torch.distributed.run --standalone --nproc-per-node 2 --max-restarts 0 {Script("sft.py")} --data x");
    }

    [Fact]
    public void A_training_that_is_asked_to_end_is_ended_and_not_started_again()
    {
        Program("python", "#!/bin/bash\ntrap 'kill $!; echo ended >> \"$0.starts\"; exit 1' TERM\necho started >> \"$GLEANER_OUTCOME\"\necho x >> \"$0.starts\"\nsleep 60 & wait");

        Bash($$"""
            '{{Script("train.sh")}}' --processes 2 -- --data x & asked=$!
            until [[ -s '{{_folder.File("python.starts")}}' ]]; do sleep 0.05; done
            kill $asked
            wait $asked
            """).ShouldBe(143, _said);

        File.ReadAllLines(_folder.File("python.starts")).ShouldBe(["x", "ended"]);
    }

    [Theory]
    [InlineData("--data nothing.safetensors", "--output is needed to train")]
    [InlineData("--data nothing.safetensors --evaluate", "nothing.safetensors: it cannot be read: No such file or directory")]
    [InlineData("--data damaged.safetensors --evaluate", "damaged.safetensors: it is damaged")]
    [InlineData("--data cut.safetensors --evaluate", "cut.safetensors: it has only 1 bytes")]
    [InlineData("--data nothing.safetensors --evaluate --batch 0", "--batch must be at least 1")]
    [InlineData("--data nothing.safetensors --evaluate --base nowhere", "nowhere: there is no such folder")]
    [InlineData("--no-such-option", "required: --data")]
    public void What_cannot_be_trained_is_refused_with_a_code_and_a_note_of_its_own(string options, string message)
    {
        // Nothing of PyTorch is needed to find these out: a module that has any name stands for it.
        Directory.CreateDirectory(_folder.File("torch", "nn"));
        const string Anything = "import sys\nclass Thing(type):\n    def __getattr__(cls, name): return Thing(name, (Exception,), {})\ndef __getattr__(name): return Thing(name, (Exception,), {})\n";
        File.WriteAllText(_folder.File("torch", "__init__.py"), Anything);
        File.WriteAllText(_folder.File("torch", "nn", "__init__.py"), Anything);
        File.WriteAllText(_folder.File("torch", "nn", "functional.py"), "");
        File.WriteAllText(_folder.File("cut.safetensors"), "x");
        File.WriteAllText(_folder.File("damaged.safetensors"), "\u0015\0\0\0\0\0\0\0{\"ids\":{\"shape\":[1]}}");
        var outcome = _folder.File("outcome");

        Bash($"cd '{_folder.Path}' && PYTHONPATH='{_folder.Path}' GLEANER_OUTCOME='{outcome}' /usr/bin/python3 '{Script("sft.py")}' --base base {options}").ShouldBe(2, _said);

        _said.ShouldContain(message);
        _said.ShouldNotContain("Traceback");
        File.ReadAllLines(outcome).ShouldBe(["started", "refused"]);
    }

    private string _said = "";

    private static string Script(string name) => Path.Combine(Repository.Root, "trainers", name);

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    private static string PidOf(string models) => models[models.IndexOf("\"pid\"", StringComparison.Ordinal)..].Split(',')[0];

    private int Publish(string name, string folder) =>
        Bash($"'{Script("publish.sh")}' --server vllm --port {_port} --base '{_folder.File("base")}' --lora-rank 16 --name {name} --folder '{_folder.File(folder)}' -- --more");

    private async Task<string> ModelsAsync()
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri($"http://127.0.0.1:{_port}/v1/models"), TestContext.Current.CancellationToken);
    }

    private void Folder(string name, string file)
    {
        Directory.CreateDirectory(_folder.File(name));
        File.WriteAllText(_folder.File(name, file), "{}");
    }

    private void Program(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.File(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private int Bash(string command)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GLEANER_SERVER_SECONDS"] = "120";
        start.Environment["GLEANER_STATE"] = _folder.File("servers");
        start.Environment["VLLM"] = _folder.File("vllm");
        start.Environment["GLEANER_PYTHON"] = _folder.File("python");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        _said = process.StandardOutput.ReadToEnd() + error.GetAwaiter().GetResult();
        process.WaitForExit();
        return process.ExitCode;
    }
}
