// Package forgetfulfake tells when it is safe to write through a fake clientset.
package forgetfulfake

import (
	"sync"

	"k8s.io/apimachinery/pkg/watch"
	clienttesting "k8s.io/client-go/testing"
)

// WhenWatched closes the channel when the resource is watched: what a test writes before may never be told.
// With client := fake.NewClientset() call it as WhenWatched(&client.Fake, client.Tracker(), "nodes").
func WhenWatched(client *clienttesting.Fake, tracker clienttesting.ObjectTracker, resource string) <-chan struct{} {
	watched := make(chan struct{})
	var once sync.Once
	client.PrependWatchReactor(resource, func(action clienttesting.Action) (bool, watch.Interface, error) {
		watcher, err := tracker.Watch(action.GetResource(), action.GetNamespace())
		if err != nil {
			return false, nil, err
		}
		once.Do(func() { close(watched) })
		return true, watcher, nil
	})
	return watched
}
