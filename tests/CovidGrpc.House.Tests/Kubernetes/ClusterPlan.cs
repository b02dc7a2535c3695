using k8s;
using k8s.Models;

namespace CovidGrpc.House.Tests.Kubernetes;

/// <summary>What <c>kubectl kustomize</c> builds of an overlay, read by Kubernetes' own types: a field that they do not know is an error.</summary>
internal sealed class ClusterPlan
{
    private readonly IReadOnlyList<IKubernetesObject<V1ObjectMeta>> _objects;

    private ClusterPlan(string yaml) => _objects = [.. KubernetesYaml.LoadAllFromString(yaml, strict: true).Cast<IKubernetesObject<V1ObjectMeta>>()];

    public static async Task<ClusterPlan> BuildAsync(string overlay)
    {
        Assert.SkipUnless(Script.Exists("kubectl"), "needs kubectl 1.27 or newer");
        var (code, yaml) = await Script.RunAsync("kubectl", "kustomize", Path.Combine("deploy", "kubernetes", "overlays", overlay));
        Assert.Equal(0, code);
        return new ClusterPlan(yaml);
    }

    public IEnumerable<T> All<T>()
        where T : IKubernetesObject<V1ObjectMeta> => _objects.OfType<T>();

    public T Named<T>(string name)
        where T : IKubernetesObject<V1ObjectMeta> => Assert.Single(All<T>(), one => one.Metadata.Name == name);

    /// <summary>The one container of a deployment's pods.</summary>
    public static V1Container HostOf(V1Deployment deployment) => Assert.Single(deployment.Spec.Template.Spec.Containers);

    /// <summary>Settings of a deployment's host: plain values of its own and of the maps that it takes whole; secrets without their values.</summary>
    public IReadOnlyDictionary<string, string?> SettingsOf(V1Deployment deployment)
    {
        var settings = new Dictionary<string, string?>();
        foreach (var source in HostOf(deployment).EnvFrom ?? [])
        {
            foreach (var (key, value) in Named<V1ConfigMap>(source.ConfigMapRef.Name).Data)
            {
                settings.Add(key, value);
            }
        }

        foreach (var variable in HostOf(deployment).Env ?? [])
        {
            settings.Add(variable.Name, variable.Value);
        }

        return settings;
    }

    /// <summary>Whether the policies let a pod of one deployment reach a port of another's.</summary>
    public bool Allows(V1Deployment from, V1Deployment to, int port) =>
        PoliciesOf(from, "Egress").Any(policy => (policy.Spec.Egress ?? []).Any(rule => Includes(rule.To, to) && Includes(rule.Ports, port)))
        && PoliciesOf(to, "Ingress").Any(policy => (policy.Spec.Ingress ?? []).Any(rule => Includes(rule.FromProperty, from) && Includes(rule.Ports, port)));

    public static bool Selects(V1LabelSelector selector, V1Deployment deployment)
    {
        var labels = deployment.Spec.Template.Metadata.Labels;
        return (selector.MatchLabels ?? new Dictionary<string, string>()).All(wanted => labels.TryGetValue(wanted.Key, out var value) && value == wanted.Value)
            && (selector.MatchExpressions ?? []).All(wanted => wanted.OperatorProperty == "In" && labels.TryGetValue(wanted.Key, out var value) && wanted.Values.Contains(value));
    }

    private IEnumerable<V1NetworkPolicy> PoliciesOf(V1Deployment deployment, string direction) =>
        All<V1NetworkPolicy>().Where(policy => policy.Spec.PolicyTypes.Contains(direction) && Selects(policy.Spec.PodSelector, deployment));

    // Without peers a rule is for all; peers outside of the namespace are no pods of ours.
    private static bool Includes(IList<V1NetworkPolicyPeer>? peers, V1Deployment deployment) =>
        peers is null || peers.Any(peer => peer.NamespaceSelector is null && peer.IpBlock is null && Selects(peer.PodSelector, deployment));

    private static bool Includes(IList<V1NetworkPolicyPort>? ports, int port) =>
        ports is null || ports.Any(allowed => allowed.Port.Value == port.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
