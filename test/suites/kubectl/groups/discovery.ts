import { commands, type KubectlGroup } from "../command.ts";

/** What the server says about itself. */
export const discoveryGroup: KubectlGroup = {
  name: "discovery",
  commands: commands(`
    version -o json
    api-versions
    api-resources
    api-resources -o wide
    api-resources -o name
    api-resources --namespaced=false --verbs=list -o name --sort-by=name
    api-resources --api-group=apps --no-headers
    api-resources --api-group=bogus
    api-resources --categories=all
    api-resources --sort-by=bogus
    cluster-info
    get ns
    get ns -o wide
    get ns default -o yaml
    get svc,ep,endpointslice -n default
    get sa,cm,secrets -n kube-system
    get cs etcd-0
    get clusterroles
    get clusterrolebindings -o wide
    get roles,rolebindings -A -o wide
    get flowschemas
    get prioritylevelconfigurations
    get priorityclasses
    get apiservices
    get apiservices v1.apps -o yaml
    get servicecidrs,ipaddresses
    get leases -A
    get crd
    get validatingadmissionpolicies,validatingadmissionpolicybindings,mutatingwebhookconfigurations,validatingwebhookconfigurations
    get volumeattachments,csinodes,csistoragecapacities,volumeattributesclasses -A
    get resourceslices,resourceclaims,deviceclasses,resourceclaimtemplates -A
    get mutatingadmissionpolicies
    get --raw /version
    get --raw /readyz
    get --raw /readyz?verbose
    get --raw /livez?verbose
    get --raw /healthz?verbose
    get --raw /readyz/etcd
    get --raw /readyz/bogus
    get --raw /readyz?exclude=etcd&verbose
    get --raw /api
    get --raw /apis
    get --raw /api/v1
    get --raw /apis/apps
    get --raw /apis/apps/v1
    get --raw /apis/bogus/v1
    get --raw /
    get --raw /bogus
    explain pod
    explain pods
    explain pod.spec.containers.env
    explain pod.spec.containers.resources
    explain deploy --recursive
    explain pods.spec.affinity --recursive
    explain sts.spec.volumeClaimTemplates
    explain cronjob --api-version=batch/v1
    explain hpa.spec.metrics
    explain hpa --api-version=autoscaling/v1
    explain crd.spec.versions.schema.openAPIV3Schema
    explain ns.status.conditions
    explain cm.data
    explain pod.metadata.managedFields
    explain bogus
    explain pod.bogus
    explain pod.spec.bogus.deeper
    explain pod --api-version=bogus/v1
    explain job.spec --output=plaintext-openapiv2
    explain pod.spec.containers.livenessProbe --output=plaintext-openapiv2
    explain ingress.spec.rules --recursive --output=plaintext-openapiv2
    bogus
    config view --minify -o jsonpath={.contexts[0].context.namespace}
    config current-context
  `),
};
