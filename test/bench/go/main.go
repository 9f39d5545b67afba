// Command bench does with client-go what the benchmarks beside it do with this project, and prints the figures as one
// JSON object. A figure whose name ends in " @cpu" is per second of processor time.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"syscall"
	"time"

	"k8s.io/klog/v2"
)

const count = 100_000

type figures map[string]float64

// collect waits for two full collections, so that garbage of the work before is not paid for by the next.
func collect() {
	runtime.GC()
	runtime.GC()
}

func heapInUse() float64 {
	collect()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return float64(stats.HeapAlloc)
}

func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// stopwatch notes rates since its start.
type stopwatch struct {
	started time.Time
	cpu     time.Duration
}

func start() stopwatch { return stopwatch{time.Now(), processorTime()} }

func (s stopwatch) milliseconds() float64 {
	return float64(time.Since(s.started).Microseconds()) / 1000
}

func (s stopwatch) cpuMilliseconds() float64 {
	return float64((processorTime() - s.cpu).Microseconds()) / 1000
}

func (s stopwatch) note(out figures, name string, operations int) {
	out[name] = float64(operations) / time.Since(s.started).Seconds()
	out[name+" @cpu"] = float64(operations) / (processorTime() - s.cpu).Seconds()
}

func (out figures) timed(name string, operations int, work func()) {
	collect()
	watch := start()
	work()
	watch.note(out, name, operations)
}

func main() {
	what := flag.String("what", "", "store, fifo, queue, pipeline, scale, lookup, coldsync or server")
	name := flag.String("name", "pipeline", "label of the pipeline's figures; map: look up in one instead of a store")
	server := flag.String("server", "", "address of the server to talk to (coldsync, server)")
	processes := flag.String("processes", "", "ids of the server's processes, separated by commas")
	part := flag.String("part", "", "only this of the server: creates, lists, latency, watchers or informers")
	flag.Parse()
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
	out := figures{}
	switch *what {
	case "store":
		measureStore(out)
	case "fifo":
		measureQueues(out)
	case "queue":
		measureWorkQueue(out)
	case "pipeline":
		measurePipeline(out, *name)
	case "scale":
		measureScale(out)
	case "lookup":
		measureLookups(out, *name == "map")
	case "server":
		measureServer(out, *server, *processes, *part)
	case "coldsync":
		measureColdSync(out, *server)
	default:
		fmt.Fprintf(os.Stderr, "unknown -what %q\n", *what)
		os.Exit(2)
	}
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		panic(err)
	}
}
