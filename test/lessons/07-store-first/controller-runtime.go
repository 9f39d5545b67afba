package storefirst

import (
	"context"
	"log"

	corev1 "k8s.io/api/core/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// NodeReconciler is called by the worker. A manager's client reads the cache.
type NodeReconciler struct{ client.Reader }

// Reconcile gets a name and nothing else, so it must read: at least as new as the event that queued the name.
func (r NodeReconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	var node corev1.Node
	if err := r.Get(ctx, request.NamespacedName, &node); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err) // No error: gone is a state, too.
	}
	log.Printf("%s is %v", node.Name, node.Labels)
	return ctrl.Result{}, nil
}
