package killitanywhere

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/config"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

// OutsideReconciler may be killed between any two lines.
type OutsideReconciler struct {
	client.Client
	Outside Outside
}

// Reconcile writes on a copy: that is what Get answers.
func (r *OutsideReconciler) Reconcile(ctx context.Context, request ctrl.Request) (reconcile.Result, error) {
	var node corev1.Node
	if err := r.Get(ctx, request.NamespacedName, &node); err != nil {
		return reconcile.Result{}, client.IgnoreNotFound(err)
	}
	if node.DeletionTimestamp.IsZero() {
		if controllerutil.AddFinalizer(&node, finalizer) {
			if err := r.Update(ctx, &node); err != nil { // 409 if the cache was behind: then again.
				return reconcile.Result{}, err
			}
		}
		return reconcile.Result{}, r.Outside.Build(ctx, node.Name)
	}
	if !controllerutil.ContainsFinalizer(&node, finalizer) {
		return reconcile.Result{}, nil
	}
	if err := r.Outside.Remove(ctx, node.Name); err != nil {
		return reconcile.Result{}, err
	}
	controllerutil.RemoveFinalizer(&node, finalizer)
	return reconcile.Result{}, r.Update(ctx, &node)
}

// NewManager is for two copies of the program: only the leader works, the other one fills its caches meanwhile.
func NewManager(cluster *rest.Config) (ctrl.Manager, error) {
	yes := true
	return ctrl.NewManager(cluster, ctrl.Options{
		LeaderElection:                true,
		LeaderElectionID:              "outside.lab.example",
		LeaderElectionNamespace:       "default",
		LeaderElectionReleaseOnCancel: true, // Only if the program ends as soon as the manager does.
		Controller:                    config.Controller{EnableWarmup: &yes},
	})
}
