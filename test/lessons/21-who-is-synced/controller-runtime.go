package whoissynced

import (
	"context"
	"errors"
	"time"

	corev1 "k8s.io/api/core/v1"
	toolscache "k8s.io/client-go/tools/cache"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

// Control needs no waiting: workers start when the controller's own handlers have heard of the whole first list.
func Control(manager ctrl.Manager, reconciler reconcile.Reconciler) error {
	return ctrl.NewControllerManagedBy(manager).
		For(&corev1.Node{}).
		WithOptions(controller.Options{CacheSyncTimeout: time.Minute}). // Then the manager ends with an error.
		Complete(reconciler)
}

// WhenCounted starts work when a handler of your own is through. The manager starts it after the caches, not after handlers.
func WhenCounted(runner ctrl.Manager, counted toolscache.ResourceEventHandlerRegistration, work func(context.Context) error) error {
	return runner.Add(manager.RunnableFunc(func(ctx context.Context) error {
		if !toolscache.WaitForCacheSync(ctx.Done(), counted.HasSynced) {
			return errors.New("stopped before all Nodes were counted")
		}
		return work(ctx)
	}))
}
