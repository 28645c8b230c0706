using System.Net;
using System.Net.Sockets;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Terminals;
using Gleaner.CommandLine.Tests.App;

namespace Gleaner.CommandLine.Tests.Commands;

public sealed class ServeCommandTests
{
    private static readonly string[] SmallShop = ["serve", "webshop", "--products", "60", "--port", "0", "--protocol"];

    [Theory]
    [InlineData("agentgym", "POST", "/create")]
    [InlineData("openenv", "GET", "/health")]
    public async Task It_prints_where_it_listens_answers_there_and_stops_on_Ctrl_C(string protocol, string method, string path)
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var output = new FirstLine();
        var error = new StringWriter { NewLine = "\n" };
        var app = GleanerHost.CreateBuilder().Create(new Terminal(output, error, IsLive: false), new AppSurroundings(Path.GetTempPath(), TimeProvider.System, "gleaner serve"));

        var run = Task.Run(() => app.RunAsync([.. SmallShop, protocol], interrupt.Token), TestContext.Current.CancellationToken);
        var line = await await Task.WhenAny(output.Task, run.ContinueWith(ended => $"ended with {ended.Result}: {error}", TaskScheduler.Default));

        line.ShouldMatch($@"^webshop \(\d+ goals\) by the protocol {protocol} on http://127\.0\.0\.1:[1-9]\d*$");
        using var http = new HttpClient { BaseAddress = new Uri(line.Split(" on ")[1]) };
        using var response = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await interrupt.CancelAsync();
        (await run).ShouldBe(ExitCode.Done);
        error.ToString().ShouldBe("Making up a catalogue of 60 products ...\nstopped.\n");
    }

    [Fact]
    public async Task It_serves_https_with_a_certificate()
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        authority.Write(folder, "server", "127.0.0.1");
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var output = new FirstLine();
        var error = new StringWriter { NewLine = "\n" };
        var app = GleanerHost.CreateBuilder().Create(new Terminal(output, error, IsLive: false), new AppSurroundings(folder.Path, TimeProvider.System, "gleaner serve"));

        var run = Task.Run(() => app.RunAsync([.. SmallShop, "openenv", "--certificate", "server.crt", "--key", "server.key"], interrupt.Token), TestContext.Current.CancellationToken);
        var line = await await Task.WhenAny(output.Task, run.ContinueWith(ended => $"ended with {ended.Result}: {error}", TaskScheduler.Default));

        line.ShouldMatch(@" on https://127\.0\.0\.1:[1-9]\d*$");
        using var http = new HttpClient(authority.Handler()) { BaseAddress = new Uri(line.Split(" on ")[1]) };
        using var response = await http.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await interrupt.CancelAsync();
        (await run).ShouldBe(ExitCode.Done);
        error.ToString().ShouldBe("Making up a catalogue of 60 products ...\nstopped.\n");
    }

    [Fact]
    public async Task A_port_in_use_is_one_message_and_exit_code_4()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var run = await ProgramRun.OfAsync("serve", "webshop", "--protocol", "agentgym", "--products", "60", "--port", $"{port}");

        run.ExitCode.ShouldBe(ExitCode.InputOutput);
        run.Out.ShouldBeEmpty();
        run.Error.ShouldEndWith($"error: Cannot listen on 127.0.0.1:{port}: something is already listening there. Stop it, or choose another port (0 takes a free one).\n");
    }

    [Theory]
    [InlineData("error: Option '--protocol' is required.\nSee 'gleaner serve webshop --help'.\n", "serve", "webshop")]
    [InlineData("error: --port must be a whole number from 0 to 65535, not 65536.\n", "serve", "webshop", "--protocol", "agentgym", "--port", "65536")]
    [InlineData("error: --sessions must be a whole number from 1 to 1000000, not 0.\n", "serve", "webshop", "--protocol", "openenv", "--sessions", "0")]
    [InlineData("error: --address must be an IP address such as 127.0.0.1 or 0.0.0.0, not 'here'.\n", "serve", "webshop", "--protocol", "openenv", "--address", "here")]
    [InlineData("error: --key needs --certificate: the certificate that the key is for.\n", "serve", "webshop", "--protocol", "openenv", "--key", "server.key")]
    [InlineData("error: --key needs --certificate: the certificate that the key is for.\n", "serve", "model", "folder", "--protocol", "openai", "--key", "server.key")]
    [InlineData("error: Option '--protocol' is required.\nSee 'gleaner serve model --help'.\n", "serve", "model", "folder")]
    [InlineData("error: --models must be a whole number from 1 to 1000, not 0.\n", "serve", "model", "folder", "--protocol", "tinker", "--models", "0")]
    [InlineData("error: --address must be an IP address such as 127.0.0.1 or 0.0.0.0, not 'here'.\n", "serve", "model", "folder", "--protocol", "openai", "--address", "here")]
    public async Task A_wrong_command_line_is_one_message_and_exit_code_2(string error, params string[] arguments) =>
        (await ProgramRun.OfAsync(arguments)).ShouldBe(new ProgramRun(ExitCode.Usage, "", error));

    [Fact]
    public async Task A_folder_without_a_catalogue_is_a_matter_of_the_data()
    {
        using var folder = new TemporaryFolder();

        (await ProgramRun.OfAsync("serve", "webshop", "--protocol", "agentgym", "--port", "0", "--catalogue", folder.Path)).ExitCode.ShouldBe(ExitCode.Data);
    }
}
