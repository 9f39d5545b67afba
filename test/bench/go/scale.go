package main

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
)

// How many objects a cache holds, with the names that the figures give them.
var sizes = []struct {
	size int
	name string
}{{1_000, "1,000"}, {10_000, "10,000"}, {100_000, "100,000"}, {1_000_000, "1,000,000"}}

// Coprime to every size: neighbours in time are none in memory.
const stride = 7919

// measureScale updates objects of ever larger informers, by two indexes and the queue, to one handler.
func measureScale(out figures) {
	for _, one := range sizes {
		measureUpdates(out, one.size, fmt.Sprintf("updates/s, %s objects", one.name))
	}
}

func measureUpdates(out figures, size int, name string) {
	from := &source{
		list:   &v1.ConfigMapList{ListMeta: metav1.ListMeta{ResourceVersion: fmt.Sprint(size)}},
		events: make(chan watch.Event, 100),
		sent:   make(chan struct{}),
	}
	from.list.Items = make([]v1.ConfigMap, 0, size)
	for i := range size {
		from.list.Items = append(from.list.Items, *configMap(i, 1+i, "app"))
	}
	informer := cache.NewSharedIndexInformer(from, &v1.ConfigMap{}, 0, bothIndexes())
	var left atomic.Int64
	done := make(chan struct{})
	registration, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		UpdateFunc: func(any, any) {
			if left.Add(-1) == 0 {
				done <- struct{}{}
			}
		},
	})
	must(err)
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan struct{})
	go func() {
		informer.RunWithContext(ctx)
		close(stopped)
	}()
	<-registration.HasSyncedChecker().Done()
	<-from.sent
	from.list.Items = nil
	for round := 1; round <= 4; round++ {
		updates := make([]*v1.ConfigMap, count)
		for event := range updates {
			updates[event] = configMap((event*stride)%size, round*10_000_000+event, "app")
		}
		left.Store(count)
		out.timed(name, count, func() {
			sendUpdates(from, updates)
			<-done
		})
		runtime.KeepAlive(updates)
	}
	cancel()
	<-stopped
}

const lookups = 400_000

// measureLookups gets objects by keys, out of an indexer or, to see what the indexer adds, out of a map with a mutex.
func measureLookups(out figures, bare bool) {
	for _, one := range sizes {
		get := inIndexer(one.size)
		if bare {
			get = inMap(one.size)
		}
		for _, sort := range []struct {
			name string
			keys func(int) []string
		}{{"new", newKeys}, {"out of a work queue", queuedKeys}} {
			for range 3 {
				keys := sort.keys(one.size)
				found := 0
				out.timed(fmt.Sprintf("lookups/s, %s objects, keys %s", one.name, sort.name), lookups, func() {
					for _, key := range keys {
						if get(key) != nil {
							found++
						}
					}
				})
				if found != lookups {
					panic(fmt.Sprintf("%d lookups found something", found))
				}
			}
		}
	}
}

func newKeys(size int) []string {
	keys := make([]string, lookups)
	for lookup := range keys {
		keys[lookup], _ = cache.MetaNamespaceKeyFunc(configMap((lookup*stride)%size, 1, "app"))
	}
	return keys
}

func queuedKeys(size int) []string {
	queue := workqueue.NewTyped[string]()
	defer queue.ShutDown()
	keys := newKeys(size)
	for lookup := range keys {
		queue.Add(keys[lookup])
		keys[lookup], _ = queue.Get()
		queue.Done(keys[lookup])
	}
	return keys
}

func inIndexer(size int) func(string) any {
	indexer := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{})
	for i := range size {
		must(indexer.Add(configMap(i, 1, "app")))
	}
	return func(key string) any {
		object, _, _ := indexer.GetByKey(key)
		return object
	}
}

func inMap(size int) func(string) any {
	objects := make(map[string]any, size)
	for i := range size {
		object := configMap(i, 1, "app")
		key, _ := cache.MetaNamespaceKeyFunc(object)
		objects[key] = object
	}
	var mutex sync.RWMutex
	return func(key string) any {
		mutex.RLock()
		defer mutex.RUnlock()
		return objects[key]
	}
}
