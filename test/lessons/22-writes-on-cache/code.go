// Package writesoncache changes a copy, never what the cache holds.
package writesoncache

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/tools/cache"
)

// InState is the Node in another state, as a new object: the one that was given belongs to the cache.
func InState(node *corev1.Node, state string) *corev1.Node {
	changed := node.DeepCopy()
	if changed.Labels == nil {
		changed.Labels = map[string]string{}
	}
	changed.Labels["state"] = state
	return changed
}

// AnnounceTaken tells of every Node as it will be once it is taken. Run the tests of such a handler with
// KUBE_CACHE_MUTATION_DETECTOR=true: whoever changes the cache then ends the program.
func AnnounceTaken(nodes cache.SharedIndexInformer, announce func(*corev1.Node)) error {
	_, err := nodes.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: func(object any) {
			if node, isNode := object.(*corev1.Node); isNode {
				announce(InState(node, "busy"))
			}
		},
	})
	return err
}
