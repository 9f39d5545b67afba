package tombstone

import (
	"log"

	corev1 "k8s.io/api/core/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

// ReconcileDeletions needs no cast: the tombstone is unwrapped, and DeleteStateUnknown says that it was one.
func ReconcileDeletions(manager ctrl.Manager, reconciler reconcile.Reconciler) error {
	tell := predicate.Funcs{DeleteFunc: func(deleted event.DeleteEvent) bool {
		if deleted.DeleteStateUnknown {
			log.Printf("%s is gone; these labels may be old: %v", deleted.Object.GetName(), deleted.Object.GetLabels())
		}
		return true
	}}
	// The reconciler itself sees a deletion as NotFound. What it must still do then belongs behind a finalizer.
	return ctrl.NewControllerManagedBy(manager).
		For(&corev1.Node{}, builder.WithPredicates(tell)).
		Complete(reconciler)
}
