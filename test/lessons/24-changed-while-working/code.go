// Package changedwhileworking shows one worker by hand.
package changedwhileworking

import "k8s.io/client-go/util/workqueue"

// WorkOne calls Done whatever happens, or the key would never be handed out again.
func WorkOne(queue workqueue.TypedRateLimitingInterface[string], reconcile func(key string) error) bool {
	key, shutdown := queue.Get()
	if shutdown {
		return false
	}
	defer queue.Done(key) // Changed meanwhile? Then it lines up again now.
	if err := reconcile(key); err != nil {
		queue.AddRateLimited(key)
		return true
	}
	queue.Forget(key)
	return true
}
