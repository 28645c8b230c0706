using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Gleaner.EnvironmentServers.Hosting;

/// <summary>What a server answers. Thread-safe.</summary>
internal interface IProtocol : IDisposable
{
    /// <summary>What <see cref="AnswerAsync"/> returns where nothing is left to answer: the connection has become a WebSocket.</summary>
    const int Answered = 0;

    /// <summary>Writes the answer's JSON.</summary>
    /// <returns>The HTTP status.</returns>
    /// <exception cref="Messages.RequestException">The request makes no sense; the exception says how it is answered.</exception>
    ValueTask<int> AnswerAsync(HttpContext context, Utf8JsonWriter json);
}
