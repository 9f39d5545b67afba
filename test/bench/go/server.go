package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
)

const (
	// Holds what is created and listed.
	manyNamespace = "bench"
	// Holds one object for each writer, and is watched.
	hotNamespace = "bench-hot"
	listed       = 4000
	watchers     = 100
	writers      = 16
	measuredFor  = 3 * time.Second
	// Of Linux, in what it tells of processes.
	ticksPerSecond = 100
)

// serverConfig is that of a client as it comes, but for its limit of requests a second.
func serverConfig(server string) *rest.Config {
	return &rest.Config{
		Host:            server,
		BearerToken:     os.Getenv("TOKEN"),
		QPS:             -1,
		TLSClientConfig: rest.TLSClientConfig{Insecure: true},
	}
}

func jsonConfig(server string) *rest.Config {
	config := serverConfig(server)
	config.ContentType = "application/json"
	config.AcceptContentTypes = "application/json"
	return config
}

type loaded struct {
	server string
	// The processes of the server, whose processor time is counted.
	processes []string
	client    *kubernetes.Clientset
	names     atomic.Int64
}

// processorSeconds is what the server's processes have used so far; 0 where the system does not tell.
func (l *loaded) processorSeconds() float64 {
	var ticks float64
	for _, process := range l.processes {
		line, err := os.ReadFile("/proc/" + process + "/stat")
		if err != nil {
			return 0
		}
		_, rest, _ := strings.Cut(string(line), ") ")
		fields := strings.Fields(rest)
		for _, field := range fields[11:13] {
			used, err := strconv.ParseFloat(field, 64)
			must(err)
			ticks += used
		}
	}
	return ticks / ticksPerSecond
}

// rate notes how many a second there were since the clocks began, by the clock and by the server's processors.
func (l *loaded) rate(out figures, what, which string, count int64, since clocks) {
	out[what+"/s, "+which] = float64(count) / time.Since(since.started).Seconds()
	if used := l.processorSeconds() - since.processor; used > 0 {
		out[what+" per second of the server's processors, "+which] = float64(count) / used
	}
}

type clocks struct {
	started   time.Time
	processor float64
}

func (l *loaded) clocks() clocks { return clocks{time.Now(), l.processorSeconds()} }

// measureServer puts load on a server that is empty: all parts, or only one.
func measureServer(out figures, server, processes, only string) {
	client, err := kubernetes.NewForConfig(serverConfig(server))
	must(err)
	load := &loaded{server: server, processes: strings.FieldsFunc(processes, func(letter rune) bool { return letter == ',' }), client: client}
	for _, name := range []string{manyNamespace, hotNamespace} {
		_, err = client.CoreV1().Namespaces().Create(context.Background(), &v1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}, metav1.CreateOptions{})
		must(err)
	}
	for number := range writers {
		load.createAs(hotNamespace, load.configMap(number))
	}
	parts := []struct {
		name    string
		measure func()
	}{
		{"creates", func() {
			load.creates(figures{}, 1, time.Second)
			load.creates(out, 1, measuredFor)
			load.creates(out, writers, measuredFor)
		}},
		{"lists", func() { load.fill(); load.lists(out) }},
		{"latency", func() { load.latency(out) }},
		{"watchers", func() { load.saturated(out, "100 watchers, raw JSON", load.rawWatcher) }},
		{"informers", func() {
			load.saturated(out, "100 informers, JSON", load.informer(jsonConfig(server)))
			load.saturated(out, "100 informers, protobuf", load.informer(serverConfig(server)))
		}},
	}
	for _, part := range parts {
		if only == "" || only == part.name {
			part.measure()
		}
	}
}

func nameOf(number int) string { return fmt.Sprintf("object-%06d", number) }

func (l *loaded) configMap(number int) *v1.ConfigMap {
	return &v1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: nameOf(number), Labels: map[string]string{"app": "bench"}},
		Data:       map[string]string{"filler": strings.Repeat("x", 1000)},
	}
}

func (l *loaded) createAs(namespace string, object *v1.ConfigMap) {
	_, err := l.client.CoreV1().ConfigMaps(namespace).Create(context.Background(), object, metav1.CreateOptions{})
	must(err)
}

func (l *loaded) create() { l.createAs(manyNamespace, l.configMap(int(l.names.Add(1)))) }

// write runs so many writers until the time is up and returns how often they wrote.
func write(workers int, duration time.Duration, one func(worker int)) int64 {
	var done atomic.Int64
	var all sync.WaitGroup
	until := time.Now().Add(duration)
	for worker := range workers {
		all.Go(func() {
			for time.Now().Before(until) {
				one(worker)
				done.Add(1)
			}
		})
	}
	all.Wait()
	return done.Load()
}

func (l *loaded) creates(out figures, workers int, duration time.Duration) {
	since := l.clocks()
	made := write(workers, duration, func(int) { l.create() })
	l.rate(out, "creates", fmt.Sprintf("%d workers", workers), made, since)
}

// fill makes the namespace hold what is listed, no more and no less.
func (l *loaded) fill() {
	for l.names.Load() < listed {
		l.create()
	}
	for number := l.names.Load(); number > listed; number-- {
		must(l.client.CoreV1().ConfigMaps(manyNamespace).Delete(context.Background(), nameOf(int(number)), metav1.DeleteOptions{}))
	}
}

func (l *loaded) touch(namespace string, number int) {
	patch := fmt.Sprintf(`{"data":{"touched":"%d"}}`, time.Now().UnixNano())
	_, err := l.client.CoreV1().ConfigMaps(namespace).Patch(context.Background(), nameOf(number), "application/merge-patch+json", []byte(patch), metav1.PatchOptions{})
	must(err)
}

// lists has something change before each list, so that none is the answer of before.
func (l *loaded) lists(out figures) {
	raw := l.httpClient()
	inJSON, err := kubernetes.NewForConfig(jsonConfig(l.server))
	must(err)
	typed := func(client *kubernetes.Clientset) func() {
		return func() {
			list, err := client.CoreV1().ConfigMaps(manyNamespace).List(context.Background(), metav1.ListOptions{})
			must(err)
			if len(list.Items) < listed {
				panic(fmt.Sprintf("listed %d objects", len(list.Items)))
			}
		}
	}
	for name, list := range map[string]func(){
		"list of 4,000, raw JSON, ms": func() {
			body := l.get(raw, manyNamespace, "")
			_, err := io.Copy(io.Discard, body)
			must(err)
			must(body.Close())
		},
		"list of 4,000, typed, JSON, ms":     typed(inJSON),
		"list of 4,000, typed, protobuf, ms": typed(l.client),
	} {
		var all []float64
		var processor float64
		for round := range 9 {
			l.touch(manyNamespace, 1+round)
			watch, since := start(), l.clocks()
			list()
			all = append(all, watch.milliseconds())
			processor += l.processorSeconds() - since.processor
		}
		slices.Sort(all)
		out[name] = all[len(all)/2]
		if processor > 0 {
			out[name+" of the server's processors"] = processor * 1000 / float64(len(all))
		}
	}
}

// latency is that from the call of create to the handler of an informer.
func (l *loaded) latency(out figures) {
	var created sync.Map
	told := make(chan time.Time, 1)
	stop := make(chan struct{})
	factory := informers.NewSharedInformerFactoryWithOptions(l.client, 0, informers.WithNamespace(manyNamespace))
	informer := factory.Core().V1().ConfigMaps().Informer()
	registration, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{AddFunc: func(object any) {
		if _, wanted := created.Load(object.(*v1.ConfigMap).Name); wanted {
			told <- time.Now()
		}
	}})
	must(err)
	factory.Start(stop)
	<-registration.HasSyncedChecker().Done()
	var all []float64
	for range 300 {
		object := l.configMap(int(l.names.Add(1)))
		created.Store(object.Name, true)
		started := time.Now()
		l.createAs(manyNamespace, object)
		all = append(all, float64((<-told).Sub(started).Microseconds())/1000)
	}
	close(stop)
	factory.Shutdown()
	slices.Sort(all)
	out["create to handler, p50 ms"] = all[len(all)/2]
	out["create to handler, p99 ms"] = all[len(all)*99/100]
}

// saturated notes how many events a second reach all watchers while writers change objects as fast as they can.
func (l *loaded) saturated(out figures, which string, watch func(seen *atomic.Int64, stop chan struct{}) (synced func())) {
	var seen atomic.Int64
	stop := make(chan struct{})
	for range watchers {
		watch(&seen, stop)()
	}
	write(writers, time.Second, func(worker int) { l.touch(hotNamespace, worker) })
	seen.Store(0)
	since := l.clocks()
	write(writers, measuredFor, func(worker int) { l.touch(hotNamespace, worker) })
	l.rate(out, "events", which, seen.Load(), since)
	close(stop)
}

func (l *loaded) rawWatcher(seen *atomic.Int64, stop chan struct{}) func() {
	body := l.get(l.httpClient(), hotNamespace, "?watch=1&resourceVersion="+l.version())
	go func() {
		lines := bufio.NewReaderSize(body, 64*1024)
		for {
			if _, err := lines.ReadSlice('\n'); err != nil && err != bufio.ErrBufferFull {
				return
			}
			seen.Add(1)
		}
	}()
	go func() {
		<-stop
		_ = body.Close()
	}()
	return func() {}
}

func (l *loaded) informer(config *rest.Config) func(*atomic.Int64, chan struct{}) func() {
	client, err := kubernetes.NewForConfig(config)
	must(err)
	return func(seen *atomic.Int64, stop chan struct{}) func() {
		// Only the objects that change: it is not the initial list that is measured here.
		factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithNamespace(hotNamespace))
		informer := factory.Core().V1().ConfigMaps().Informer()
		registration, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{UpdateFunc: func(any, any) { seen.Add(1) }})
		must(err)
		factory.Start(stop)
		return func() { <-registration.HasSyncedChecker().Done() }
	}
}

func (l *loaded) version() string {
	list, err := l.client.CoreV1().ConfigMaps(hotNamespace).List(context.Background(), metav1.ListOptions{Limit: 1})
	must(err)
	return list.ResourceVersion
}

var sharedHTTP sync.Map

func (l *loaded) httpClient() *http.Client {
	if known, found := sharedHTTP.Load(l.server); found {
		return known.(*http.Client)
	}
	client, err := rest.HTTPClientFor(jsonConfig(l.server))
	must(err)
	sharedHTTP.Store(l.server, client)
	return client
}

func (l *loaded) get(client *http.Client, namespace, query string) io.ReadCloser {
	request, err := http.NewRequest(http.MethodGet, l.server+"/api/v1/namespaces/"+namespace+"/configmaps"+query, nil)
	must(err)
	answer, err := client.Do(request)
	must(err)
	if answer.StatusCode != http.StatusOK {
		panic(answer.Status)
	}
	return answer.Body
}
