using System.Net;
using System.Text.Json;
using Gleaner.IO.Texts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Gleaner.Web;

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

    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _isLoopback;
    private readonly bool _allowsAll;
    private readonly bool _isExact;
    private readonly bool _isAnyAddress;
    private readonly Uri? _publicUrl;

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
        _names.Add("localhost");
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

    private HostGuard(IEnumerable<string> names, bool isAnyAddress, Uri? publicUrl)
    {
        _isExact = true;
        _isAnyAddress = isAnyAddress;
        _publicUrl = publicUrl;
        _names.UnionWith(names.Select(name => name.Trim('[', ']')));
    }

    /// <summary>
    /// A guard of pages that people open in a browser. They are known under the name that people are told, at the server's own port, and by
    /// nothing else; pages under one of the names may use those under another.
    /// </summary>
    /// <param name="address">Where the server listens. One that listens on all addresses is known by any, which no name can stand for.</param>
    /// <param name="name">A further name, such as the one by which other machines reach it; null for none.</param>
    /// <param name="publicUrl">Scheme, host and port under which a reverse proxy shows the pages; null if there is none.</param>
    internal static HostGuard OfPages(IPAddress address, string? name, Uri? publicUrl = null)
    {
        string[] own = IPAddress.IsLoopback(address) ? ["localhost", "127.0.0.1", "::1"] : [$"{address}"];
        return new HostGuard(name is null ? own : [.. own, name], IsAnyAddress(address), publicUrl);
    }

    /// <summary>Whether a server that listens on an address listens on all that this machine has, so that the address is no name for it.</summary>
    public static bool IsAnyAddress(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
    }

    /// <summary>Whether a text can be the name of a host: a name or an address, without scheme and port, or <see cref="AnyHost"/>.</summary>
    public static bool IsHost(string text) => text == AnyHost || Uri.CheckHostName(text) is not (UriHostNameType.Unknown or UriHostNameType.Basic);

    /// <summary>Why a request is not let in, as a sentence for whoever made it; null if it is.</summary>
    public string? Refuses(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!Knows(request))
        {
            return $"This server is not known as '{Excerpt.OneLine(request.Host.Value ?? "", LongestShown)}'. If it should be, name it as an allowed host when the server is started (--allow-host).";
        }

        return IsFromOwnSite(request) ? null : "Pages of other sites cannot use this server.";
    }

    /// <summary>Whether a request is for one of the server's own names.</summary>
    internal bool Knows(HttpRequest request)
    {
        var host = request.Host;
        if (_allowsAll || !host.HasValue)
        {
            return _allowsAll;
        }

        var name = host.Host.Trim('[', ']');
        return _isExact
            ? (IsOwnName(name) && (host.Port ?? StandardPort(request.IsHttps)) == request.HttpContext.Connection.LocalPort) || IsPublic(name, host.Port)
            : _names.Contains(name) || (IPAddress.TryParse(name, out var address) && (!_isLoopback || IPAddress.IsLoopback(address)));
    }

    /// <summary>Whether a request says of no page of another site that it comes from there. Programs say nothing.</summary>
    internal bool IsFromOwnSite(HttpRequest request)
    {
        foreach (var origin in request.Headers.Origin)
        {
            if (!IsOwnSite(origin, request))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Answers what is not let in with status 403 and <c>{"detail": …}</c>.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        return Refuses(context.Request) is { } reason ? RefuseAsync(context.Response, reason) : next(context);
    }

    // "null" is the Origin of a page that hides where it is from, such as one in a sandboxed frame.
    private bool IsOwnSite(string? origin, HttpRequest request)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var site)
            || site is not { Scheme: "http" or "https", UserInfo: "" }
            || !origin.Equals(site.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        if (_isExact)
        {
            return (site.Scheme == request.Scheme && IsOwnName(site.Host.Trim('[', ']')) && site.Port == request.HttpContext.Connection.LocalPort)
                || (_publicUrl is not null && site.Scheme == _publicUrl.Scheme && site.Authority == _publicUrl.Authority);
        }

        // A server that is asked by http may stand behind a proxy that is asked by https; the other way round, it is another site.
        var host = request.Host.Value;
        return (!request.IsHttps || site.Scheme == "https")
            && (site.Authority.Equals(host, StringComparison.OrdinalIgnoreCase) || $"{site.Host}:{site.Port}".Equals(host, StringComparison.OrdinalIgnoreCase));
    }

    private bool IsOwnName(string name) => _names.Contains(name) || (_isAnyAddress && IPAddress.TryParse(name, out _));

    private bool IsPublic(string name, int? port) => _publicUrl is not null
        && name.Equals(_publicUrl.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase)
        && (port ?? StandardPort(_publicUrl.Scheme == "https")) == _publicUrl.Port;

    private static int StandardPort(bool isEncrypted) => isEncrypted ? 443 : 80;

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
