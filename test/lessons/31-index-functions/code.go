// Package indexfunctions finds the Pods of a Node without a look at any other Pod.
package indexfunctions

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/tools/cache"
)

const byNode = "node"

// AddIndex files Pods under the name of their Node. It depends on the Pod alone, and never fails.
func AddIndex(pods cache.SharedIndexInformer) error {
	return pods.AddIndexers(cache.Indexers{
		byNode: func(object any) ([]string, error) {
			pod, isPod := object.(*corev1.Pod)
			if !isPod || pod.Spec.NodeName == "" {
				return nil, nil // In no bucket.
			}
			return []string{pod.Spec.NodeName}, nil
		},
	})
}

// PodsOn answers from one bucket.
func PodsOn(indexer cache.Indexer, node string) ([]*corev1.Pod, error) {
	objects, err := indexer.ByIndex(byNode, node)
	if err != nil {
		return nil, fmt.Errorf("the index is missing: %w", err)
	}
	pods := make([]*corev1.Pod, 0, len(objects))
	for _, object := range objects {
		if pod, isPod := object.(*corev1.Pod); isPod {
			pods = append(pods, pod)
		}
	}
	return pods, nil
}
