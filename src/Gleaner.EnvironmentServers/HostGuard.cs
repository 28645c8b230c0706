using System.Net;
using System.Text.Json;
using Gleaner.IO.Texts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Gleaner.EnvironmentServers;

/// <summary>
/// Keeps the pages that a browser shows out of a server without a password. A page of a stranger can make a browser ask for any address, and
/// by DNS rebinding have its own name stand for this machine, so that the browser takes both for one site. Such a request carries the
/// stranger's name as its Host; any other has the page's site as its Origin. Both are checked here, before anything else sees the request.
/// Thread-safe; for any server on ASP.NET Core: <c>application.UseHostGuard(guard)</c>.
/// </summary>
public sealed class HostGuard
{
    /// <summary>Stands for every name.</summary>
    public const string AnyHost = "*";

    private const int LongestShown = 100;

    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase) { "localhost" };
    private readonly bool _isLoopback;
    private readonly bool _allowsAll;

    /// <summary>
    /// A guard of a server. It is known by this machine's own addresses and as <c>localhost</c>; one that listens to other machines also by any
    /// address, which no name can stand for, and by this machine's name.
    /// </summary>
    /// <param name="address">Where the server listens.</param>
    /// <param name="allowed">Further names that it is known by, as <see cref="IsHost"/> wants them.</param>
    public HostGuard(IPAddress address, params IEnumerable<string> allowed)
    {
        ArgumentNullException.ThrowIfNull(address);
        _isLoopback = IPAddress.IsLoopback(address);
        if (!_isLoopback)
        {
            _names.Add(Dns.GetHostName());
        }

        foreach (var name in allowed)
        {
            _allowsAll |= name == AnyHost;
            _names.Add(name.Trim('[', ']'));
        }
    }

    /// <summary>Whether a text can be the name of a host: a name or an address, without scheme and port, or <see cref="AnyHost"/>.</summary>
    public static bool IsHost(string text) => text == AnyHost || Uri.CheckHostName(text) is not (UriHostNameType.Unknown or UriHostNameType.Basic);

    /// <summary>Why a request is not let in, as a sentence for whoever made it; null if it is.</summary>
    public string? Refuses(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!IsKnown(request.Host))
        {
            return $"This server is not known as '{Excerpt.OneLine(request.Host.Value ?? "", LongestShown)}'. If it should be, name it as an allowed host when the server is started (--allow-host).";
        }

        foreach (var origin in request.Headers.Origin)
        {
            if (!IsOwnSite(origin, request.Host))
            {
                return "Pages of other sites cannot use this server.";
            }
        }

        return null;
    }

    /// <summary>Answers what is not let in with status 403 and <c>{"detail": …}</c>.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        return Refuses(context.Request) is { } reason ? RefuseAsync(context.Response, reason) : next(context);
    }

    private bool IsKnown(HostString host)
    {
        if (_allowsAll || !host.HasValue)
        {
            return _allowsAll;
        }

        var name = host.Host.Trim('[', ']');
        return _names.Contains(name) || (IPAddress.TryParse(name, out var address) && (!_isLoopback || IPAddress.IsLoopback(address)));
    }

    // "null" is the Origin of a page that hides where it is from, such as one in a sandboxed frame.
    private static bool IsOwnSite(string? origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var site)
        && site is { Scheme: "http" or "https", UserInfo: "" }
        && origin.Equals(site.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase)
        && (site.Authority.Equals(host.Value, StringComparison.OrdinalIgnoreCase) || $"{site.Host}:{site.Port}".Equals(host.Value, StringComparison.OrdinalIgnoreCase));

    private static async Task RefuseAsync(HttpResponse response, string reason)
    {
        response.StatusCode = StatusCodes.Status403Forbidden;
        response.ContentType = "application/json";
        await response.WriteAsync(JsonSerializer.Serialize(new Dictionary<string, string> { ["detail"] = reason }), response.HttpContext.RequestAborted).ConfigureAwait(false);
    }
}

/// <summary>Puts a <see cref="HostGuard"/> before the rest of a server.</summary>
public static class HostGuardExtensions
{
    /// <summary>Lets in only what the guard lets in. To be called before anything else is used.</summary>
    public static IApplicationBuilder UseHostGuard(this IApplicationBuilder application, HostGuard guard)
    {
        ArgumentNullException.ThrowIfNull(guard);
        return application.Use(guard.InvokeAsync);
    }
}
