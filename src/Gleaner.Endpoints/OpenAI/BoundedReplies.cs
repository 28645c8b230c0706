namespace Gleaner.Endpoints.OpenAI;

/// <summary>Reads every reply whole, up to a limit: a server that never ends one must not fill the memory.</summary>
/// <param name="mostBytes">The limit.</param>
/// <param name="inner">Sends.</param>
internal sealed class BoundedReplies(int mostBytes, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int BlockBytes = 32 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            var content = new ByteArrayContent(await ReadAsync(response.Content, cancellationToken).ConfigureAwait(false));
            foreach (var (name, values) in response.Content.Headers)
            {
                if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                {
                    content.Headers.TryAddWithoutValidation(name, values);
                }
            }

            response.Content.Dispose();
            response.Content = content;
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > mostBytes)
        {
            throw new ReplyTooLongException(mostBytes);
        }

        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = stream.ConfigureAwait(false);
        using var whole = new MemoryStream();
        var block = new byte[BlockBytes];
        while (await stream.ReadAsync(block, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            if (whole.Length + count > mostBytes)
            {
                throw new ReplyTooLongException(mostBytes);
            }

            whole.Write(block, 0, count);
        }

        return whole.ToArray();
    }
}

/// <summary>A reply is longer than is read.</summary>
internal sealed class ReplyTooLongException(int mostBytes)
    : IOException($"the reply is longer than {mostBytes / 1024:N0} KiB, which is no answer to such a request");
