package forgetfulfake

import (
	"context"
	"sync"

	"k8s.io/apimachinery/pkg/watch"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"
)

// NewWatchedClient closes the channel at the first watch. controller-runtime's fake keeps its objects in client-go's
// tracker, so it forgets the same things. A manager's cache does not use it: for that, a real HTTP server is needed.
func NewWatchedClient(objects ...client.Object) (client.WithWatch, <-chan struct{}) {
	watched := make(chan struct{})
	var once sync.Once
	fakeClient := fake.NewClientBuilder().
		WithObjects(objects...).
		WithInterceptorFuncs(interceptor.Funcs{
			Watch: func(ctx context.Context, inner client.WithWatch, list client.ObjectList, options ...client.ListOption) (watch.Interface, error) {
				watcher, err := inner.Watch(ctx, list, options...)
				if err == nil {
					once.Do(func() { close(watched) })
				}
				return watcher, err
			},
		}).
		Build()
	return fakeClient, watched
}
