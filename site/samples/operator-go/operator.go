// Package operator gives every Namespace with a label "team" a ConfigMap that names the team.
package operator

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
)

// Team is the reconciler.
type Team struct{ client.Client }

// Setup adds the controller to a manager.
func (t *Team) Setup(manager ctrl.Manager) error {
	return ctrl.NewControllerManagedBy(manager).
		For(&corev1.Namespace{}).
		Owns(&corev1.ConfigMap{}).
		Complete(t)
}

// Reconcile compares what is with what should be.
func (t *Team) Reconcile(
	ctx context.Context,
	request ctrl.Request,
) (ctrl.Result, error) {
	var namespace corev1.Namespace
	err := t.Get(ctx, request.NamespacedName, &namespace)
	if err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	team, isTeam := namespace.Labels["team"]
	if !isTeam || !namespace.DeletionTimestamp.IsZero() {
		return ctrl.Result{}, nil
	}
	config := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{
		Namespace: namespace.Name, Name: "team",
	}}
	_, err = controllerutil.CreateOrUpdate(ctx, t.Client, config, func() error {
		config.Data = map[string]string{"name": team}
		return controllerutil.SetControllerReference(
			&namespace, config, t.Scheme())
	})
	return ctrl.Result{}, err
}
