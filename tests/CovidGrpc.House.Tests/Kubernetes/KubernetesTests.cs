using System.Text.RegularExpressions;
using k8s.Models;

namespace CovidGrpc.House.Tests.Kubernetes;

/// <summary>That the parts of deploy/kubernetes meet: no cluster has run them.</summary>
public sealed partial class KubernetesTests
{
    private static readonly string[] Rooms = ["preprocessing", "segmentation", "classification"];

    [Theory]
    [InlineData("cpu")]
    [InlineData("gpu")]
    public async Task Hosts_OfAnOverlay_HaveProbesOfTheirContractBudgetsAndNoRights(string overlay)
    {
        var plan = await ClusterPlan.BuildAsync(overlay);
        var contracts = Directory.GetFiles(Path.Combine(House.Root.FullName, "protos", "covid", "v1"), "*.proto")
            .SelectMany(file => Contract().Matches(File.ReadAllText(file))).Select(match => $"covid.v1.{match.Groups["name"].Value}").ToHashSet();

        Assert.Equal([.. Rooms, "evaluation", "gateway"], plan.All<V1Deployment>().Select(deployment => deployment.Metadata.Name).OrderBy(name => Array.IndexOf(Rooms, name) is var i and >= 0 ? i : 9).ThenBy(name => name, StringComparer.Ordinal));
        foreach (var deployment in plan.All<V1Deployment>())
        {
            var host = ClusterPlan.HostOf(deployment);
            Assert.True(ClusterPlan.Selects(deployment.Spec.Selector, deployment));
            Assert.Matches($@"^covidgrpc/{deployment.Metadata.Name}:\d", host.Image);
            foreach (var probe in (V1Probe[])[host.StartupProbe, host.ReadinessProbe])
            {
                Assert.Contains(probe.Grpc.Service, contracts);
                Assert.Contains(host.Ports, port => port.ContainerPort == probe.Grpc.Port);
            }

            Assert.Equal(("/metrics", "metrics"), (host.LivenessProbe.HttpGet.Path, host.LivenessProbe.HttpGet.Port.Value));
            Assert.Equal(new Uri(plan.SettingsOf(deployment)["Telemetry__MetricsUrl"]!.Replace('*', 'x')).Port, Assert.Single(host.Ports, port => port.Name == "metrics").ContainerPort);
            Assert.Single(plan.All<V1PodDisruptionBudget>(), budget => ClusterPlan.Selects(budget.Spec.Selector, deployment));

            var pod = deployment.Spec.Template.Spec;
            Assert.True(pod.SecurityContext.RunAsNonRoot);
            Assert.False(pod.AutomountServiceAccountToken);
            Assert.True(host.SecurityContext.ReadOnlyRootFilesystem);
            Assert.False(host.SecurityContext.AllowPrivilegeEscalation);
            Assert.Equal(["ALL"], host.SecurityContext.Capabilities.Drop);
            Assert.Contains("memory", host.Resources.Limits.Keys);
        }
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("gpu")]
    public async Task Gateway_OfAnOverlay_ReachesEveryReplicaOfEachRoomAndNobodyElseDoes(string overlay)
    {
        var plan = await ClusterPlan.BuildAsync(overlay);
        var gateway = plan.Named<V1Deployment>("gateway");

        foreach (var room in Rooms)
        {
            var address = Address().Match(plan.SettingsOf(gateway)[$"Services__{room}__Address"]!);
            var service = plan.Named<V1Service>(address.Groups["name"].Value);
            var port = Assert.Single(service.Spec.Ports, one => one.Port == int.Parse(address.Groups["port"].Value, System.Globalization.CultureInfo.InvariantCulture));
            var deployment = Assert.Single(plan.All<V1Deployment>(), one => ClusterPlan.Selects(new V1LabelSelector { MatchLabels = service.Spec.Selector }, one));
            var listening = Assert.Single(ClusterPlan.HostOf(deployment).Ports, one => one.Name == port.TargetPort.Value).ContainerPort;

            Assert.Equal((room, "None"), (deployment.Metadata.Name, service.Spec.ClusterIP));
            // A headless service answers with the pods' own addresses: the port is theirs.
            Assert.Equal(port.Port, listening);
            Assert.True(plan.Allows(gateway, deployment, listening));
            Assert.All(plan.All<V1Deployment>().Where(other => other != gateway), other => Assert.False(plan.Allows(other, deployment, listening)));
        }
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("gpu")]
    public async Task References_OfAnOverlay_AreAllThere(string overlay)
    {
        var plan = await ClusterPlan.BuildAsync(overlay);
        var told = await File.ReadAllTextAsync(Path.Combine(House.Root.FullName, "deploy", "README.md"), TestContext.Current.CancellationToken);
        var page = await File.ReadAllTextAsync(Path.Combine(House.Root.FullName, "deploy", "kubernetes", "README.md"), TestContext.Current.CancellationToken);

        foreach (var deployment in plan.All<V1Deployment>())
        {
            var settings = plan.SettingsOf(deployment);
            Assert.All(settings.Keys.Where(key => !key.StartsWith("Telemetry__", StringComparison.Ordinal)), key =>
                Assert.Contains($"`{Room().Replace(key, "Services__NAME__")}`", told, StringComparison.Ordinal));
            var host = ClusterPlan.HostOf(deployment);
            var volumes = deployment.Spec.Template.Spec.Volumes;
            Assert.Equal(volumes.Select(volume => volume.Name).Order(StringComparer.Ordinal), host.VolumeMounts.Select(mount => mount.Name).Order(StringComparer.Ordinal));
            Assert.All(volumes.Where(volume => volume.PersistentVolumeClaim is not null), volume => plan.Named<V1PersistentVolumeClaim>(volume.PersistentVolumeClaim.ClaimName));
            foreach (var secret in (string?[])[.. volumes.Select(volume => volume.Secret?.SecretName), .. (host.Env ?? []).Select(variable => variable.ValueFrom?.SecretKeyRef?.Name)])
            {
                Assert.True(secret is null || page.Contains($"create secret generic {secret} ", StringComparison.Ordinal), $"nobody makes the secret {secret}");
            }

            foreach (var key in (string[])["Model__Store", "Uploads__Folder", "Security__ApiKeysFile"])
            {
                Assert.True(!settings.TryGetValue(key, out var path) || host.VolumeMounts.Any(mount => path!.StartsWith(mount.MountPath, StringComparison.Ordinal)), $"{key} lies on no volume");
            }

            foreach (var key in (string[])["Cache__Redis", "Jobs__Redis"])
            {
                Assert.True(!settings.TryGetValue(key, out var redis) || plan.Named<V1Service>(redis!.Split(':')[0]).Spec.Type == "ExternalName", $"{key} names no Redis");
            }
        }
    }

    [Theory]
    [InlineData("cpu", null)]
    [InlineData("gpu", "1")]
    public async Task Segmentation_OfAnOverlay_ScalesOnItsQueueAndAsksForWhatItsModelRunsOn(string overlay, string? gpus)
    {
        var plan = await ClusterPlan.BuildAsync(overlay);
        var deployment = plan.Named<V1Deployment>("segmentation");
        var scaler = plan.Named<V2HorizontalPodAutoscaler>("segmentation");

        Assert.Equal(("Deployment", "segmentation"), (scaler.Spec.ScaleTargetRef.Kind, scaler.Spec.ScaleTargetRef.Name));
        var metric = Assert.Single(scaler.Spec.Metrics).Pods.Metric.Name;
        var adapter = await File.ReadAllTextAsync(Path.Combine(House.Root.FullName, "deploy", "kubernetes", "adapter.yaml"), TestContext.Current.CancellationToken);
        Assert.Contains($"as: {metric}\n", adapter, StringComparison.Ordinal);
        Assert.Contains("seriesQuery: 'covidgrpc_queue_depth{room=\"segmentation\"", adapter, StringComparison.Ordinal);

        Assert.Equal(gpus, ClusterPlan.HostOf(deployment).Resources.Limits.TryGetValue("nvidia.com/gpu", out var asked) ? asked.ToString() : null);
        Assert.Equal(gpus is not null, plan.SettingsOf(deployment).TryGetValue("Model__Device", out var device) && device!.StartsWith("cuda", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^service (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Contract();

    [GeneratedRegex(@"^dns:///(?<name>[a-z]+):(?<port>\d+)$")]
    private static partial Regex Address();

    [GeneratedRegex("^Services__[a-z]+__")]
    private static partial Regex Room();
}
