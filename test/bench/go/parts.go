package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
)

// configMaps makes small objects in 100 namespaces with 1000 labels.
func configMaps(firstVersion int, app string) []*v1.ConfigMap {
	made := make([]*v1.ConfigMap, count)
	for i := range made {
		made[i] = configMap(i, firstVersion+i, app)
	}
	return made
}

func configMap(index, resourceVersion int, app string) *v1.ConfigMap {
	version := fmt.Sprint(resourceVersion)
	return &v1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{
			Namespace:       fmt.Sprintf("ns-%d", index%100),
			Name:            fmt.Sprintf("object-%d", index),
			UID:             types.UID(fmt.Sprintf("uid-%d", index)),
			ResourceVersion: version,
			Labels:          map[string]string{"app": fmt.Sprintf("%s-%d", app, index%1000)},
		},
		Data: map[string]string{"val": version},
	}
}

func bothIndexes() cache.Indexers {
	byApp := func(object any) ([]string, error) {
		return []string{object.(*v1.ConfigMap).Labels["app"]}, nil
	}
	return cache.Indexers{"namespace": cache.MetaNamespaceIndexFunc, "app": byApp}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func measureStore(out figures) {
	objects, updated, moved := configMaps(0, "app"), configMaps(count, "app"), configMaps(2*count, "moved")
	before := heapInUse()
	indexer := cache.NewIndexer(cache.MetaNamespaceKeyFunc, bothIndexes())
	each := func(objects []*v1.ConfigMap, do func(any) error) func() {
		return func() {
			for _, object := range objects {
				must(do(object))
			}
		}
	}
	out.timed("indexer add ops/s", count, each(objects, indexer.Add))
	out["indexer overhead bytes/object (objects not counted)"] = (heapInUse() - before) / count
	out.timed("indexer update ops/s (index values unchanged)", count, each(updated, indexer.Update))
	out.timed("indexer update ops/s (one index value changed)", count, each(moved, indexer.Update))
	keys := make([]string, count)
	for i, object := range objects {
		keys[i], _ = cache.MetaNamespaceKeyFunc(object)
	}
	got := 0
	out.timed("indexer getByKey ops/s", 5*count, func() {
		for range 5 {
			for _, key := range keys {
				if _, exists, _ := indexer.GetByKey(key); exists {
					got++
				}
			}
		}
	})
	bare := make(map[string]any, count)
	for _, object := range moved {
		key, _ := cache.MetaNamespaceKeyFunc(object)
		bare[key] = object
	}
	var mutex sync.RWMutex
	get := func(key string) any {
		mutex.RLock()
		defer mutex.RUnlock()
		return bare[key]
	}
	out.timed("the language's own map, get ops/s", 5*count, func() {
		for range 5 {
			for _, key := range keys {
				if get(key) != nil {
					got++
				}
			}
		}
	})
	query := func(index, prefix string, values, calls int) func() {
		return func() {
			for call := range calls {
				found, err := indexer.ByIndex(index, fmt.Sprintf("%s-%d", prefix, call%values))
				must(err)
				got += len(found)
			}
		}
	}
	out.timed("indexer byIndex calls/s (1000 objects each)", 1000, query("namespace", "ns", 100, 1000))
	out.timed("indexer byIndex calls/s (100 objects each)", 10_000, query("app", "moved", 1000, 10_000))
	const listCalls = 300
	out.timed("indexer list calls/s (nothing written between)", listCalls, func() {
		for range listCalls {
			got += len(indexer.List())
		}
	})
	out.timed("indexer list calls/s (an update before each)", listCalls, func() {
		for call := range listCalls {
			must(indexer.Update(updated[call%count]))
			got += len(indexer.List())
		}
	})
	list := make([]any, count)
	for i := range list {
		list[i] = objects[i]
	}
	out.timed("indexer replace objects/s", count, func() { must(indexer.Replace(list, "1")) })
	out.timed("indexer delete ops/s", count, each(objects, indexer.Delete))
	if got < 10*count {
		panic("the indexer lost objects")
	}
	runtime.KeepAlive(updated)
	runtime.KeepAlive(moved)
}

// popper is what both queues can do.
type popper interface {
	Add(any) error
	Pop(cache.PopProcessFunc) (any, error)
}

func measureQueues(out figures) {
	objects := configMaps(0, "app")
	known := cache.NewStore(cache.MetaNamespaceKeyFunc)
	measure := func(name string, queue popper) {
		pop := func() {
			_, err := queue.Pop(func(any, bool) error { return nil })
			must(err)
		}
		out.timed(name+" add then pop pairs/s (all queued first)", count, func() {
			for _, object := range objects {
				must(queue.Add(object))
			}
			for range objects {
				pop()
			}
		})
		out.timed(name+" add+pop pairs/s (one at a time)", count, func() {
			for _, object := range objects {
				must(queue.Add(object))
				pop()
			}
		})
	}
	measure("DeltaFIFO", cache.NewDeltaFIFOWithOptions(cache.DeltaFIFOOptions{KnownObjects: known, EmitDeltaTypeReplaced: true}))
	measure("RealFIFO", cache.NewRealFIFOWithOptions(cache.RealFIFOOptions{AtomicEvents: true}))
}

func measureWorkQueue(out figures) {
	keys := make([]string, count)
	for i := range keys {
		keys[i] = fmt.Sprintf("ns/key-%d", i)
	}
	queue := workqueue.NewTyped[string]()
	work := func() {
		key, _ := queue.Get()
		queue.Done(key)
	}
	out.timed("workqueue add, get, done cycles/s (all queued first)", count, func() {
		for _, key := range keys {
			queue.Add(key)
		}
		for range keys {
			work()
		}
	})
	out.timed("workqueue add, get, done cycles/s (one at a time)", count, func() {
		for _, key := range keys {
			queue.Add(key)
			work()
		}
	})
	out.timed("workqueue add of a waiting key ops/s", 5*count, func() {
		for range 5 * count {
			queue.Add("hot")
		}
	})
	limiter := workqueue.NewTypedItemExponentialFailureRateLimiter[string](5*time.Millisecond, 1000*time.Second)
	out.timed("exponential limiter when ops/s", count, func() {
		for _, key := range keys {
			limiter.When(key)
		}
	})
}
