// Package bookmarks is for a watch of your own. Informers do this by themselves.
package bookmarks

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes"
)

// Follow hands on the news of Nodes until the watch ends, and returns the version from which the next one goes on.
func Follow(ctx context.Context, client kubernetes.Interface, from string, news func(*corev1.Node)) (string, error) {
	nodes, err := client.CoreV1().Nodes().Watch(ctx, metav1.ListOptions{
		ResourceVersion:     from,
		AllowWatchBookmarks: true, // Without it the server sends none.
	})
	if err != nil {
		return from, err
	}
	defer nodes.Stop()
	for event := range nodes.ResultChan() {
		if event.Type == watch.Error {
			return from, errors.FromObject(event.Object) // 410: list again.
		}
		if node, isNode := event.Object.(*corev1.Node); isNode && event.Type != watch.Bookmark {
			news(node)
		}
		// Bookmarks, too: that is what they are for.
		if object, err := meta.Accessor(event.Object); err == nil {
			from = object.GetResourceVersion()
		}
	}
	return from, nil
}
