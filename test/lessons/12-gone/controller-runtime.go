package gone

import (
	corev1 "k8s.io/api/core/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

// ReconcileNews leaves out updates to the same version. Without the predicate they are queued with a low priority.
func ReconcileNews(manager ctrl.Manager, reconciler reconcile.Reconciler) error {
	return ctrl.NewControllerManagedBy(manager).
		For(&corev1.Node{}, builder.WithPredicates(predicate.ResourceVersionChangedPredicate{})).
		Complete(reconciler)
}
