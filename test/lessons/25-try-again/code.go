// Package tryagain spaces retries, gives up after ten, and comes again in time.
package tryagain

import (
	"log"
	"time"

	"k8s.io/client-go/util/workqueue"
)

const retriesMax = 10

// Work takes keys until the queue is shut down; renew answers for how long its result is good.
func Work(queue workqueue.TypedRateLimitingInterface[string], renew func(name string) (time.Duration, error)) {
	for {
		name, shutdown := queue.Get()
		if shutdown {
			return
		}
		expiresIn, err := renew(name)
		switch {
		case err == nil:
			queue.Forget(name) // Else the next failure would wait as if this one had never gone well.
			queue.AddAfter(name, expiresIn/2)
		case queue.NumRequeues(name) < retriesMax:
			queue.AddRateLimited(name)
		default:
			log.Printf("giving up on %s: %v", name, err)
			queue.Forget(name)
		}
		queue.Done(name)
	}
}
