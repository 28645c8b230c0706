using Gleaner.Viewer.Models;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gleaner.Viewer.Pages;

/// <summary>Renders a page to HTML, for the server and for static files alike.</summary>
internal static class PageRenderer
{
    /// <summary>Renders a page.</summary>
    /// <param name="frame">What surrounds it.</param>
    /// <param name="model">What it shows; the component asks for it by its type.</param>
    /// <param name="links">How it names other pages.</param>
    public static async Task<string> RenderAsync<TPage>(PageFrame frame, object model, Links links)
        where TPage : IComponent
    {
        var services = new PageServices(frame, model, links);
        var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        await using var closing = renderer.ConfigureAwait(false);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<TPage>().ConfigureAwait(true);
            return "<!DOCTYPE html>\n" + root.ToHtmlString();
        }).ConfigureAwait(false);
    }

    private sealed class PageServices(PageFrame frame, object model, Links links) : IServiceProvider
    {
        public object? GetService(Type serviceType) =>
            serviceType == typeof(PageFrame) ? frame
            : serviceType == typeof(Links) ? links
            : serviceType == model.GetType() ? model
            : null;
    }
}
