using System.Net;
using System.Text;

namespace Gleaner.Http.Tests;

public sealed class BoundedBodyTests
{
    private const int Limit = 10_000;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(Limit)]
    public async Task A_body_up_to_the_limit_is_read_whole_however_its_length_is_told(int length)
    {
        var bytes = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        (await ReadAsync(new ByteArrayContent(bytes))).ToArray().ShouldBe(bytes);
        (await ReadAsync(new StreamContent(new UnseekableStream(bytes)))).ToArray().ShouldBe(bytes);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("identity", null)]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, br", "gzip, br")]
    public void A_packed_body_is_known_by_its_header(string? header, string? packing) => BoundedBody.PackingOf(header).ShouldBe(packing);

    [Fact]
    public async Task A_longer_one_is_refused_by_its_header_before_any_of_it_is_read()
    {
        using var endless = new EndlessStream();
        using var content = new StreamContent(endless);
        content.Headers.ContentLength = Limit + 1;
        (await Should.ThrowAsync<BodyTooLongException>(() => ReadAsync(content))).Message.ShouldBe("the reply is longer than 10000 bytes.");
        endless.BytesRead.ShouldBe(0);
    }

    [Fact]
    public async Task An_endless_one_is_cut()
    {
        using var endless = new EndlessStream();
        using var content = new StreamContent(endless);
        await Should.ThrowAsync<BodyTooLongException>(() => ReadAsync(content));
        endless.BytesRead.ShouldBeLessThan(2 * Limit);
    }

    [Fact]
    public async Task A_client_cuts_whoever_reads()
    {
        using var client = new HttpClient(new BoundedHandler(Limit, new Answering(() => new StreamContent(new EndlessStream()))));
        (await Should.ThrowAsync<HttpRequestException>(() => client.GetStringAsync("http://here/", TestContext.Current.CancellationToken)))
            .InnerException.ShouldBeOfType<BodyTooLongException>();
        using var response = await client.GetAsync("http://here/", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await Should.ThrowAsync<BodyTooLongException>(() => stream.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_client_passes_short_replies_on_as_they_are()
    {
        using var client = new HttpClient(new BoundedHandler(Limit, new Answering(() => new StringContent("short: ü", Encoding.UTF8, "text/plain"))));
        using var response = await client.GetAsync("http://here/", TestContext.Current.CancellationToken);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("short: ü");
        (response.Content.Headers.ContentType?.ToString(), response.Content.Headers.ContentLength).ShouldBe(("text/plain; charset=utf-8", 9));
    }

    [Fact]
    public async Task Redirects_are_answers()
    {
        using var server = new HttpListener();
        var port = FreePort();
        server.Prefixes.Add($"http://127.0.0.1:{port}/");
        server.Start();
        var serving = ServeAsync(server);
        using var client = BoundedHttp.CreateClient(new HttpLimits { UsesProxy = false });

        using var response = await client.GetAsync($"http://127.0.0.1:{port}/", TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        await serving;
    }

    private static async Task ServeAsync(HttpListener server)
    {
        var call = await server.GetContextAsync().WaitAsync(TestContext.Current.CancellationToken);
        call.Response.Redirect("http://127.0.0.1:1/elsewhere");
        call.Response.Close();
    }

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content) => BoundedBody.ReadAsync(content, Limit, TestContext.Current.CancellationToken);

    private sealed class Answering(Func<HttpContent> content) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content(), RequestMessage = request });
    }

    private sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }

    private sealed class EndlessStream : Stream
    {
        public long BytesRead { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            BytesRead += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
