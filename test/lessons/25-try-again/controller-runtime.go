package tryagain

import (
	"context"
	"errors"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/util/workqueue"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

// ErrRefused is an answer that no retry will change.
var ErrRefused = errors.New("refused")

// Control needs no Forget: the controller calls it after every success.
func Control(manager ctrl.Manager, renew func(ctx context.Context, name string) (time.Duration, error)) error {
	reconciler := reconcile.Func(func(ctx context.Context, request ctrl.Request) (reconcile.Result, error) {
		expiresIn, err := renew(ctx, request.Name)
		if errors.Is(err, ErrRefused) {
			return reconcile.Result{}, reconcile.TerminalError(err) // Logged and counted, not tried again.
		}
		if err != nil {
			return reconcile.Result{}, err // Tried again; a RequeueAfter beside an error is ignored.
		}
		return reconcile.Result{RequeueAfter: expiresIn / 2}, nil
	})
	return ctrl.NewControllerManagedBy(manager).
		For(&corev1.Secret{}).
		WithOptions(controller.Options{
			RateLimiter: workqueue.NewTypedItemExponentialFailureRateLimiter[ctrl.Request](time.Second, 5*time.Minute),
		}).
		Complete(reconciler)
}
