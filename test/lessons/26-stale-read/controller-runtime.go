package staleread

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// CreatePod is safe with any cache: the name follows from the number.
func CreatePod(ctx context.Context, writer client.Writer, number int, spec corev1.PodSpec) error {
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Namespace: metav1.NamespaceDefault, Name: fmt.Sprintf("web-%d", number)},
		Spec:       spec,
	}
	return client.IgnoreAlreadyExists(writer.Create(ctx, pod)) // It is there, only not in the cache yet.
}

// NewManager makes reads wait until the cache has seen what this client wrote before. It is experimental, and off by default.
func NewManager(config *rest.Config) (ctrl.Manager, error) {
	yes := true
	return ctrl.NewManager(config, ctrl.Options{
		Client: client.Options{Cache: &client.CacheOptions{EnableReadYourWritesConsistency: &yes}},
	})
}
