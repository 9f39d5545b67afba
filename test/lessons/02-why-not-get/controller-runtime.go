package whynotget

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

// WaitInReconcile does not wait at all: it returns, and is called again when the Node changes.
func WaitInReconcile(manager ctrl.Manager, reached func(*corev1.Node) bool, then func(context.Context, *corev1.Node) error) error {
	reconciler := func(ctx context.Context, request reconcile.Request) (reconcile.Result, error) {
		var node corev1.Node
		if err := manager.GetClient().Get(ctx, request.NamespacedName, &node); err != nil { // From the cache.
			return reconcile.Result{}, client.IgnoreNotFound(err)
		}
		if !reached(&node) {
			return reconcile.Result{}, nil // No RequeueAfter: that would be polling.
		}
		return reconcile.Result{}, then(ctx, &node)
	}
	return ctrl.NewControllerManagedBy(manager).For(&corev1.Node{}).Complete(reconcile.Func(reconciler))
}
