package whyaqueue

import (
	corev1 "k8s.io/api/core/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

// Control makes both: For adds a handler that only queues the key, and workers that call the reconciler.
func Control(manager ctrl.Manager, reconciler reconcile.Reconciler) error {
	return ctrl.NewControllerManagedBy(manager).
		For(&corev1.Node{}).
		Complete(reconciler)
}
