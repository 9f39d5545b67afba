package indexfunctions

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

const nodeField = "spec.nodeName"

// AddField files Pods under the name of their Node. Call it before the manager starts.
func AddField(ctx context.Context, manager ctrl.Manager) error {
	return manager.GetFieldIndexer().IndexField(ctx, &corev1.Pod{}, nodeField, func(object client.Object) []string {
		pod, isPod := object.(*corev1.Pod)
		if !isPod || pod.Spec.NodeName == "" {
			return nil // In no bucket.
		}
		return []string{pod.Spec.NodeName}
	})
}

// PodsOfNode answers from one bucket. It looks like a field selector, but works for any name that is indexed,
// and for no other: an error, not a walk.
func PodsOfNode(ctx context.Context, cached client.Reader, node string) ([]corev1.Pod, error) {
	var pods corev1.PodList
	if err := cached.List(ctx, &pods, client.MatchingFields{nodeField: node}); err != nil {
		return nil, err
	}
	return pods.Items, nil
}
