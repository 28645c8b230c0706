using k8s;
using k8s.Models;

namespace Gleaner.Cluster.Tests;

/// <summary>
/// The manifests in eng/kubernetes, read into Kubernetes' own types with nothing left over, and what they say of each other. They were tried on no
/// cluster.
/// </summary>
public sealed class ManifestTests
{
    private const string Placeholder = "GLEANER-IMAGE";

    private static readonly string Folder = Path.Combine(Repository.Root, "eng", "kubernetes");

    private static readonly IReadOnlyList<object> Objects = [.. Directory.GetFiles(Folder, "*.yaml").Order(StringComparer.Ordinal).SelectMany(file => Read(File.ReadAllText(file)))];

    private static readonly IReadOnlyList<Workload> Workloads = [.. Objects.Select(Workload.Of).OfType<Workload>()];

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "nats.yaml", "containerPort: 4222", "containersPort: 4222" },
        { "nats.yaml", "periodSeconds: 5", "periodInSeconds: 5" },
        { "nats.yaml", "periodSeconds: 5", "periodSeconds: soon" },
        { "nats.yaml", "serviceName: gleaner-nats", "service: gleaner-nats" },
        { "nats.yaml", "apiVersion: apps/v1", "apiVersion: apps/v9" },
        { "coordinator.yaml", "backoffLimit: 20", "backOffLimit: 20" },
        { "coordinator.yaml", "accessModes: ", "accessMode: " },
        { "coordinator.yaml", "runAsUser: 1000", "user: 1000" },
        { "workers.yaml", "replicas: 4", "replica: 4" },
        { "workers.yaml", "replicas: 4", "replicas: 4\n  replicas: 5" },
        { "workers.yaml", "sizeLimit: 10Gi", "limit: 10Gi" },
        { "workers.yaml", "kind: Deployment", "kind: Deploiment" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Unknown_fields_kinds_and_types_are_refused(string file, string right, string wrong)
    {
        var text = File.ReadAllText(Path.Combine(Folder, file));
        text.ShouldContain(right);
        Should.Throw<Exception>(() => Read(text.Replace(right, wrong, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_object_is_known_and_has_a_name_and_labels()
    {
        Objects.Select(item => item.GetType().Name).Order().ShouldBe(
            [nameof(V1ConfigMap), nameof(V1Deployment), nameof(V1Job), nameof(V1PersistentVolumeClaim), nameof(V1Service), nameof(V1StatefulSet)]);
        foreach (var item in Objects.Cast<IKubernetesObject<V1ObjectMeta>>())
        {
            var (group, version, kind) = (item.GetKubernetesTypeMetadata().Group, item.GetKubernetesTypeMetadata().ApiVersion, item.GetKubernetesTypeMetadata().Kind);
            item.ApiVersion.ShouldBe(group.Length == 0 ? version : $"{group}/{version}");
            item.Kind.ShouldBe(kind);
            item.Metadata.Name.ShouldStartWith("gleaner-");
            item.Metadata.Labels["app.kubernetes.io/name"].ShouldBe("gleaner");
        }
    }

    [Fact]
    public void Selectors_name_the_pods_of_their_own_template_and_the_service_those_of_the_server()
    {
        Workloads.Count.ShouldBe(3);
        foreach (var workload in Workloads.Where(workload => workload.Selector is not null))
        {
            workload.Selector!.MatchLabels.ShouldBeSubsetOf(workload.Pod.Metadata.Labels);
            Workloads.Count(other => IsSubset(workload.Selector.MatchLabels, other.Pod.Metadata.Labels)).ShouldBe(1);
        }

        var service = Single<V1Service>();
        var behind = Workloads.Single(workload => IsSubset(service.Spec.Selector, workload.Pod.Metadata.Labels));
        behind.Name.ShouldBe(Single<V1StatefulSet>().Metadata.Name);
        Single<V1StatefulSet>().Spec.ServiceName.ShouldBe(service.Metadata.Name);
        foreach (var port in service.Spec.Ports)
        {
            behind.Container.Ports.ShouldContain(known => known.Name == port.TargetPort.Value && known.ContainerPort == port.Port);
        }
    }

    [Fact]
    public void Volumes_and_what_they_refer_to_are_there_or_the_manifests_say_how_they_are_made()
    {
        var texts = string.Join('\n', Directory.GetFiles(Folder, "*.yaml").Select(File.ReadAllText));
        var maps = Objects.OfType<V1ConfigMap>().Select(map => map.Metadata.Name).ToList();
        var claims = Objects.OfType<V1PersistentVolumeClaim>().Select(claim => claim.Metadata.Name).ToList();
        foreach (var workload in Workloads)
        {
            var volumes = (workload.Pod.Spec.Volumes ?? []).Select(volume => volume.Name).Concat(workload.Claims).ToList();
            workload.Container.VolumeMounts.Select(mount => mount.Name).Order().ShouldBe(volumes.Order());
            foreach (var volume in workload.Pod.Spec.Volumes ?? [])
            {
                if (volume.ConfigMap is { Name: var map } && !maps.Contains(map))
                {
                    texts.ShouldContain($"kubectl create configmap {map} --from-file=");
                }

                if (volume.PersistentVolumeClaim is { ClaimName: var claim })
                {
                    claims.ShouldContain(claim);
                }

                (volume.ConfigMap is not null || volume.PersistentVolumeClaim is not null || volume.EmptyDir is not null).ShouldBeTrue();
            }

            var token = workload.Container.Env.ShouldHaveSingleItem();
            token.Name.ShouldBe(ClusterCredentials.TokenVariable);
            texts.ShouldContain($"kubectl create secret generic {token.ValueFrom.SecretKeyRef.Name} --from-literal={token.ValueFrom.SecretKeyRef.Key}=");
        }
    }

    [Fact]
    public void Files_that_commands_name_are_where_volumes_are_mounted()
    {
        foreach (var workload in Workloads)
        {
            var words = (workload.Container.Command ?? []).Concat(workload.Container.Args ?? []);
            foreach (var path in words.Where(word => word.StartsWith('/')))
            {
                workload.Container.VolumeMounts.ShouldContain(mount => path == mount.MountPath || path.StartsWith(mount.MountPath + "/", StringComparison.Ordinal));
            }
        }

        Single<V1ConfigMap>().Data.Keys.ShouldBe(["nats.conf"]);
        Container<V1StatefulSet>().Args.ShouldContain("/etc/nats/nats.conf");
        File.ReadAllText(Path.Combine(Folder, "coordinator.yaml")).ShouldContain("--from-file=experiment.yaml=");
        Container<V1Job>().Command.ShouldContain("/experiment/experiment.yaml");
    }

    [Fact]
    public void Containers_have_an_image_of_a_version_or_the_placeholder_and_a_limit_of_memory()
    {
        foreach (var workload in Workloads)
        {
            var image = workload.Container.Image;
            (image == Placeholder || (image.Contains(':', StringComparison.Ordinal) && !image.EndsWith(":latest", StringComparison.Ordinal))).ShouldBeTrue(image);
            workload.Container.Resources.Limits["memory"].ToDecimal().ShouldBeGreaterThanOrEqualTo(workload.Container.Resources.Requests["memory"].ToDecimal());
            workload.Pod.Spec.SecurityContext.RunAsNonRoot.ShouldBe(true);
        }

        Container<V1Job>().Image.ShouldBe(Placeholder);
        Container<V1Deployment>().Image.ShouldBe(Placeholder);
    }

    [Fact]
    public void The_server_is_asked_whether_it_is_well_on_a_port_that_it_has_and_all_use_the_address_of_its_service()
    {
        var server = Container<V1StatefulSet>();
        foreach (var probe in new[] { server.ReadinessProbe, server.LivenessProbe })
        {
            server.Ports.ShouldContain(port => port.Name == probe.HttpGet.Port.Value);
        }

        var configuration = Single<V1ConfigMap>().Data["nats.conf"];
        configuration.ShouldContain($"port: {Port("client")}");
        configuration.ShouldContain($"http_port: {Port("monitor")}");
        configuration.ShouldContain($"${ClusterCredentials.TokenVariable}");
        var address = $"nats://{Single<V1Service>().Metadata.Name}:{Port("client")}";
        Container<V1Job>().Command.ShouldContain(address);
        Container<V1Deployment>().Command.ShouldContain(address);

        int Port(string name) => server.Ports.Single(port => port.Name == name).ContainerPort;
    }

    private static List<object> Read(string text) => KubernetesYaml.LoadAllFromString(text, strict: true);

    private static bool IsSubset(IEnumerable<KeyValuePair<string, string>> some, IDictionary<string, string> all) => some.All(all.Contains);

    private static T Single<T>() => Objects.OfType<T>().ShouldHaveSingleItem();

    private static V1Container Container<T>() => Workloads.Single(workload => workload.Origin is T).Container;

    /// <summary>What makes pods.</summary>
    private sealed record Workload(IKubernetesObject<V1ObjectMeta> Origin, V1LabelSelector? Selector, V1PodTemplateSpec Pod, IReadOnlyList<string> Claims)
    {
        public string Name => Origin.Metadata.Name;

        public V1Container Container => Pod.Spec.Containers.ShouldHaveSingleItem();

        public static Workload? Of(object item) => item switch
        {
            V1Deployment deployment => new Workload(deployment, deployment.Spec.Selector, deployment.Spec.Template, []),
            V1StatefulSet set => new Workload(set, set.Spec.Selector, set.Spec.Template, [.. set.Spec.VolumeClaimTemplates.Select(claim => claim.Metadata.Name)]),
            V1Job job => new Workload(job, job.Spec.Selector, job.Spec.Template, []),
            _ => null,
        };
    }
}
