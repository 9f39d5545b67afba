package resynchelps

import (
	"context"
	"time"

	corev1 "k8s.io/api/core/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

// PortReconciler keeps the firewall as the Services want it.
type PortReconciler struct {
	client.Reader
	Firewall Firewall
	// Again is for how long the outside may be wrong.
	Again time.Duration
}

// Reconcile comes again by RequeueAfter. A SyncPeriod asks for all objects at once, and GenerationChangedPredicate
// swallows what it replays.
func (r *PortReconciler) Reconcile(ctx context.Context, request ctrl.Request) (reconcile.Result, error) {
	var service corev1.Service
	if err := r.Get(ctx, request.NamespacedName, &service); err != nil {
		return reconcile.Result{}, client.IgnoreNotFound(err)
	}
	if err := r.Firewall.Open(ctx, service.Labels["port"]); err != nil {
		return reconcile.Result{}, err // Returned, not only logged: the key comes back after milliseconds.
	}
	return reconcile.Result{RequeueAfter: r.Again}, nil
}
