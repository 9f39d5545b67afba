// Package samename tells a changed object from another one of the same name.
package samename

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
)

// Life is told when a Node comes, changes and goes.
type Life interface {
	Came(node *corev1.Node)
	Changed(node *corev1.Node)
	Went(uid types.UID)
}

// ByIdentity takes an update between two uids for what it is: one Node went, another came.
func ByIdentity(life Life) cache.ResourceEventHandler {
	return cache.ResourceEventHandlerFuncs{
		AddFunc: func(object any) {
			if node, isNode := object.(*corev1.Node); isNode {
				life.Came(node)
			}
		},
		UpdateFunc: func(oldObject, newObject any) {
			before, isNode := oldObject.(*corev1.Node)
			after, isStillNode := newObject.(*corev1.Node)
			if !isNode || !isStillNode {
				return
			}
			if before.UID == after.UID {
				life.Changed(after)
				return
			}
			life.Went(before.UID)
			life.Came(after)
		},
	}
}

// DeleteThis deletes the Node that was seen. Another one of its name stays: the server answers 409 then.
func DeleteThis(ctx context.Context, client kubernetes.Interface, seen *corev1.Node) error {
	return client.CoreV1().Nodes().Delete(ctx, seen.Name, metav1.DeleteOptions{
		Preconditions: metav1.NewUIDPreconditions(string(seen.UID)),
	})
}
