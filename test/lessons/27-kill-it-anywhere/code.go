// Package killitanywhere may be killed between any two lines, and called again from the start.
package killitanywhere

import (
	"context"
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

const finalizer = "lab.example/cleanup"

// Outside is what a Node needs outside the cluster. Each call may be repeated.
type Outside interface {
	Build(ctx context.Context, name string) error
	Remove(ctx context.Context, name string) error
}

// Reconcile builds after the finalizer is set, and removes before it is taken away.
func Reconcile(ctx context.Context, client kubernetes.Interface, cached *corev1.Node, outside Outside) error {
	node := cached.DeepCopy() // The cache is shared.
	isOurs := slices.Contains(node.Finalizers, finalizer)
	if node.DeletionTimestamp == nil {
		if !isOurs {
			node.Finalizers = append(node.Finalizers, finalizer)
			if _, err := client.CoreV1().Nodes().Update(ctx, node, metav1.UpdateOptions{}); err != nil {
				return err
			}
		}
		return outside.Build(ctx, node.Name)
	}
	if !isOurs {
		return nil
	}
	if err := outside.Remove(ctx, node.Name); err != nil {
		return err
	}
	node.Finalizers = slices.DeleteFunc(node.Finalizers, func(one string) bool { return one == finalizer })
	_, err := client.CoreV1().Nodes().Update(ctx, node, metav1.UpdateOptions{})
	return err
}
