package writesoncache

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

// TakeReconciler marks Nodes as busy.
type TakeReconciler struct{ client.Client }

// Reconcile may write on what Get answers: it is a copy, unless UnsafeDisableDeepCopy is set for the kind.
// Predicates and handlers get the row itself; they must copy, as everybody else.
func (r TakeReconciler) Reconcile(ctx context.Context, request ctrl.Request) (reconcile.Result, error) {
	var node corev1.Node
	if err := r.Get(ctx, request.NamespacedName, &node); err != nil {
		return reconcile.Result{}, client.IgnoreNotFound(err)
	}
	before := client.MergeFrom(node.DeepCopy())
	if node.Labels == nil {
		node.Labels = map[string]string{}
	}
	node.Labels["state"] = "busy"
	return reconcile.Result{}, r.Patch(ctx, &node, before)
}
