using YamlDotNet.RepresentationModel;

namespace Gleaner.Cluster.Tests;

/// <summary>The structure of the manifests in eng/kubernetes. They were tried on no cluster.</summary>
public sealed class ManifestTests
{
    private static readonly Dictionary<string, string> Versions = new()
    {
        ["ConfigMap"] = "v1",
        ["Service"] = "v1",
        ["PersistentVolumeClaim"] = "v1",
        ["StatefulSet"] = "apps/v1",
        ["Deployment"] = "apps/v1",
        ["Job"] = "batch/v1",
    };

    [Fact]
    public void Every_object_has_the_version_of_its_kind_a_name_and_labels()
    {
        var objects = Objects();
        objects.Select(item => Text(item, "kind")).Order().ShouldBe(["ConfigMap", "Deployment", "Job", "PersistentVolumeClaim", "Service", "StatefulSet"]);
        foreach (var item in objects)
        {
            Text(item, "apiVersion").ShouldBe(Versions[Text(item, "kind")]);
            Text(item, "metadata", "name").ShouldStartWith("gleaner-");
            Text(item, "metadata", "labels", "app.kubernetes.io/name").ShouldBe("gleaner");
        }
    }

    [Fact]
    public void Selectors_name_the_pods_of_their_own_template()
    {
        foreach (var item in Objects().Where(item => Text(item, "kind") is "Deployment" or "StatefulSet"))
        {
            Text(item, "spec", "selector", "matchLabels", "app.kubernetes.io/component").ShouldBe(Text(item, "spec", "template", "metadata", "labels", "app.kubernetes.io/component"));
        }
    }

    [Fact]
    public void Every_container_has_an_image_memory_limits_the_secret_s_token_and_only_volumes_that_there_are()
    {
        foreach (var pod in Objects().Where(item => Text(item, "kind") is "Deployment" or "StatefulSet" or "Job"))
        {
            var spec = Map(pod, "spec", "template", "spec");
            var container = (YamlMappingNode)((YamlSequenceNode)spec["containers"]).ShouldHaveSingleItem();
            Text(container, "image").ShouldNotBeEmpty();
            Text(container, "resources", "limits", "memory").ShouldEndWith("Gi");
            var token = (YamlMappingNode)((YamlSequenceNode)container["env"]).ShouldHaveSingleItem();
            Text(token, "name").ShouldBe(ClusterCredentials.TokenVariable);
            Text(token, "valueFrom", "secretKeyRef", "name").ShouldBe("gleaner-nats");

            var claimed = Map(pod, "spec").Children.TryGetValue("volumeClaimTemplates", out var templates) ? ((YamlSequenceNode)templates).Select(item => Text(item, "metadata", "name")) : [];
            var volumes = ((YamlSequenceNode)spec["volumes"]).Select(item => Text(item, "name")).Concat(claimed);
            ((YamlSequenceNode)container["volumeMounts"]).Select(item => Text(item, "name")).Order().ShouldBe(volumes.Order());
        }
    }

    [Fact]
    public void The_server_is_asked_whether_it_is_well_and_all_use_the_address_of_its_service()
    {
        var server = Container("StatefulSet");
        Text(server, "readinessProbe", "httpGet", "port").ShouldBe("monitor");
        Text(server, "livenessProbe", "httpGet", "port").ShouldBe("monitor");
        var service = Objects().Single(item => Text(item, "kind") == "Service");
        foreach (var kind in new[] { "Job", "Deployment" })
        {
            ((YamlSequenceNode)Container(kind)["command"]).Select(word => ((YamlScalarNode)word).Value).ShouldContain($"nats://{Text(service, "metadata", "name")}:4222");
        }
    }

    private static YamlMappingNode Container(string kind) =>
        (YamlMappingNode)((YamlSequenceNode)Map(Objects().Single(item => Text(item, "kind") == kind), "spec", "template", "spec")["containers"])[0];

    private static List<YamlNode> Objects() =>
    [
        .. Directory.GetFiles(Path.Combine(Repository.Root, "eng", "kubernetes"), "*.yaml").SelectMany(file =>
        {
            var yaml = new YamlStream();
            using var text = new StreamReader(file);
            yaml.Load(text);
            return yaml.Documents.Select(document => document.RootNode);
        }),
    ];

    private static YamlMappingNode Map(YamlNode node, params string[] path) => (YamlMappingNode)path.Aggregate(node, (at, key) => at[key]);

    private static string Text(YamlNode node, params string[] path) => ((YamlScalarNode)path.Aggregate(node, (at, key) => at[key])).Value!;
}
