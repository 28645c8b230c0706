using System.Net;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Terminals;
using Gleaner.CommandLine.Tests.App;

namespace Gleaner.CommandLine.Tests.Commands;

public sealed class ViewCommandTests
{
    [Fact]
    public async Task It_prints_an_address_that_shows_the_runs_and_stops_on_Ctrl_C()
    {
        using var folder = new TemporaryFolder();
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var output = new FirstLine();
        var error = new StringWriter { NewLine = "\n" };
        var app = GleanerHost.CreateBuilder().Create(new Terminal(output, error, IsLive: false), new AppSurroundings(folder.Path, TimeProvider.System, "gleaner view"));

        var run = Task.Run(() => app.RunAsync(["view", "."], interrupt.Token), TestContext.Current.CancellationToken);
        var line = await await Task.WhenAny(output.Task, run.ContinueWith(ended => $"ended with {ended.Result}: {error}", TaskScheduler.Default));

        line.ShouldMatch(@"^http://127\.0\.0\.1:[1-9]\d*/login\?token=[0-9a-f]{64}$");
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(line), TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await interrupt.CancelAsync();
        (await run).ShouldBe(ExitCode.Done);
        error.ToString().ShouldBe("The address works once. Ctrl-C ends the viewer.\nstopped.\n");
    }

    [Theory]
    [InlineData("error: --port must be a whole number from 0 to 65535, not 65536.\n", "--port", "65536")]
    [InlineData("error: --listen must be an IP address such as 0.0.0.0, not 'here'.\n", "--listen", "here")]
    [InlineData("error: --certificate needs --key: the file with the certificate's key. Only a PKCS#12 file (.pfx, .p12) holds both.\n", "--certificate", "server.crt")]
    [InlineData("error: --key needs --certificate: the certificate that the key is for.\n", "--key", "server.key")]
    [InlineData("error: --certificate names a PKCS#12 file, which holds its key: leave out --key.\n", "--certificate", "server.pfx", "--key", "server.key")]
    [InlineData("error: --public-url must be an address such as https://runs.example, not 'here'.\n", "--public-url", "here")]
    [InlineData(
        "error: Other machines reach 0.0.0.0, and without a certificate whoever is on the way reads the runs and the token. Give one (--certificate FILE --key FILE), or say that something in front of the viewer encrypts, "
        + "such as a reverse proxy (--plain). Without --listen only this machine reaches the viewer.\n", "--listen", "0.0.0.0")]
    public async Task A_wrong_command_line_is_one_message_and_exit_code_2(string error, params string[] arguments) =>
        (await ProgramRun.OfAsync(["view", Path.GetTempPath(), .. arguments])).ShouldBe(new ProgramRun(ExitCode.Usage, "", error));

    [Fact]
    public async Task With_a_certificate_it_prints_an_https_address_and_says_what_browsers_will_not_like()
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        var (certificate, key) = authority.Write(folder, "old", -20, -10, "127.0.0.1");
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var output = new FirstLine();
        var error = new StringWriter { NewLine = "\n" };
        var app = GleanerHost.CreateBuilder().Create(new Terminal(output, error, IsLive: false), new AppSurroundings(folder.Path, TimeProvider.System, "gleaner view"));

        var run = Task.Run(() => app.RunAsync(["view", ".", "--certificate", "old.crt", "--key", "old.key"], interrupt.Token), TestContext.Current.CancellationToken);
        var line = await await Task.WhenAny(output.Task, run.ContinueWith(ended => $"ended with {ended.Result}: {error}", TaskScheduler.Default));

        line.ShouldMatch(@"^https://127\.0\.0\.1:[1-9]\d*/login\?token=[0-9a-f]{64}$");
        await interrupt.CancelAsync();
        (await run).ShouldBe(ExitCode.Done);
        error.ToString().ShouldStartWith($"warning: {certificate}: the certificate expired at ");
        error.ToString().ShouldNotContain(key);
    }

    [Theory]
    [InlineData("nothing.crt", "server.key", ExitCode.Data, "nothing.crt: the certificate cannot be read: there is no such file.\n")]
    [InlineData("server.crt", "locked.key", ExitCode.Data, "locked.key: the key cannot be read: the password in GLEANER_TLS_PASSWORD is not the key's, the file is damaged, or it holds no RSA or ECDSA key.\n")]
    [InlineData("server.crt", "other.key", ExitCode.Data, "other.key: this is not the key of the first certificate in FOLDER/server.crt. The server's own certificate comes first there, those of authorities after it.\n")]
    public async Task A_certificate_that_cannot_be_used_is_one_message_and_an_exit_code(string certificate, string key, int exitCode, string message)
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        authority.Write(folder, "server", "localhost");
        authority.Write(folder, "other", "localhost");
        using var locked = System.Security.Cryptography.ECDsa.Create();
        await File.WriteAllTextAsync(
            folder.File("locked.key"),
            locked.ExportEncryptedPkcs8PrivateKeyPem("right", new(System.Security.Cryptography.PbeEncryptionAlgorithm.Aes256Cbc, System.Security.Cryptography.HashAlgorithmName.SHA256, 1000)),
            TestContext.Current.CancellationToken);
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var surroundings = new AppSurroundings(folder.Path, TimeProvider.System, "gleaner view") { Variable = name => name == "GLEANER_TLS_PASSWORD" ? "wrong" : null };
        var app = GleanerHost.CreateBuilder().Create(new Terminal(output, error, IsLive: false), surroundings);

        var code = await app.RunAsync(["view", ".", "--certificate", certificate, "--key", key], TestContext.Current.CancellationToken);

        (code, output.ToString(), error.ToString()).ShouldBe((exitCode, "", $"error: {folder.Path}{Path.DirectorySeparatorChar}{message.Replace("FOLDER/", folder.Path + Path.DirectorySeparatorChar, StringComparison.Ordinal)}"));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_named()
    {
        using var folder = new TemporaryFolder();

        var run = await ProgramRun.OfAsync("view", folder.File("nothing"));

        run.ExitCode.ShouldBe(ExitCode.Data);
        run.Error.ShouldContain(folder.File("nothing"));
    }
}
