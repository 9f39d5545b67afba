// Package watchended is for a watch of your own. Informers do this by themselves.
package watchended

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	toolswatch "k8s.io/client-go/tools/watch"
)

// WatchOn watches Nodes for ever, each time from where the last watch stopped. An end is no error.
func WatchOn(ctx context.Context, client kubernetes.Interface, from string, news func(watch.Event)) error {
	watcher := &cache.ListWatch{
		WatchFuncWithContext: func(ctx context.Context, options metav1.ListOptions) (watch.Interface, error) {
			return client.CoreV1().Nodes().Watch(ctx, options)
		},
	}
	nodes, err := toolswatch.NewRetryWatcherWithContext(ctx, from, watcher)
	if err != nil {
		return err
	}
	defer nodes.Stop()
	// The channel closes when the version is too old (after an ERROR event with 410), or the context ends.
	for event := range nodes.ResultChan() {
		news(event)
	}
	return ctx.Err()
}
