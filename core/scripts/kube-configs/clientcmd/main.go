// Says what client-go makes of kubeconfigs: reads cases as JSON from standard input, writes one verdict for each.
package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

type kubeConfigCase struct {
	Files      map[string]string `json:"files"`
	KubeConfig []string          `json:"kubeconfig"`
	Context    string            `json:"context"`
}

type verdict struct {
	Error string `json:"error,omitempty"`
	Facts *facts `json:"facts,omitempty"`
}

type facts struct {
	Host       string                    `json:"host"`
	Namespace  string                    `json:"namespace"`
	Token      string                    `json:"token"`
	TokenFile  string                    `json:"tokenFile"`
	Username   string                    `json:"username"`
	Password   string                    `json:"password"`
	ServerName string                    `json:"serverName"`
	Insecure   bool                      `json:"insecure"`
	CA         string                    `json:"ca"`
	Cert       string                    `json:"cert"`
	Key        string                    `json:"key"`
	Proxy      string                    `json:"proxy"`
	As         *rest.ImpersonationConfig `json:"as"`
	Exec       *execFacts                `json:"exec"`
}

type execFacts struct {
	Command, APIVersion, InteractiveMode, InstallHint string
	ProvideClusterInfo                                bool
	Args                                              []string
	Env                                               []api.ExecEnvVar
}

func main() {
	var cases []kubeConfigCase
	if err := json.NewDecoder(os.Stdin).Decode(&cases); err != nil {
		panic(err)
	}
	verdicts := make([]verdict, len(cases))
	for i, c := range cases {
		verdicts[i] = judge(c)
	}
	if err := json.NewEncoder(os.Stdout).Encode(verdicts); err != nil {
		panic(err)
	}
}

func judge(c kubeConfigCase) verdict {
	folder, err := os.MkdirTemp("", "clientcmd")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	for name, content := range c.Files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			panic(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			panic(err)
		}
	}
	var paths []string
	for _, name := range c.KubeConfig {
		paths = append(paths, filepath.Join(folder, name))
	}
	os.Setenv("KUBECONFIG", strings.Join(paths, string(filepath.ListSeparator)))
	loader := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(
		clientcmd.NewDefaultClientConfigLoadingRules(), &clientcmd.ConfigOverrides{CurrentContext: c.Context})
	config, err := loader.ClientConfig()
	if err != nil {
		return verdict{Error: strings.ReplaceAll(err.Error(), folder, "FOLDER")}
	}
	// What the certificates hold is another matter.
	bare := rest.CopyConfig(config)
	bare.TLSClientConfig = rest.TLSClientConfig{Insecure: config.Insecure}
	if config.Insecure {
		bare.CAData, bare.CAFile = config.CAData, config.CAFile
	}
	if _, err := rest.TransportFor(bare); err != nil {
		return verdict{Error: strings.ReplaceAll(err.Error(), folder, "FOLDER")}
	}
	server, _, err := rest.DefaultServerUrlFor(config)
	if err != nil {
		return verdict{Error: err.Error()}
	}
	// What the REST client leaves out of a server's address.
	server.RawQuery, server.Fragment = "", ""
	// The transport prefers the file, and reads it without the line's end.
	if config.BearerTokenFile != "" {
		if text, err := os.ReadFile(config.BearerTokenFile); err == nil && strings.TrimSpace(string(text)) != "" {
			config.BearerToken = strings.TrimSpace(string(text))
		}
	}
	namespace, _, _ := loader.Namespace()
	local := func(path string) string { return strings.Replace(path, folder, "FOLDER", 1) }
	if !(config.TLSClientConfig.CertFile != "" || len(config.CertData) > 0) {
		// A key alone is shown to nobody.
		config.KeyFile, config.KeyData = "", nil
	}
	either := func(data []byte, path string) string {
		if len(data) == 0 && path != "" {
			data, _ = os.ReadFile(path)
		}
		return string(data)
	}
	out := &facts{
		Host: strings.TrimRight(server.String(), "/"), Namespace: namespace, Token: config.BearerToken, TokenFile: local(config.BearerTokenFile),
		Username: config.Username, Password: config.Password, ServerName: config.ServerName, Insecure: config.Insecure,
		CA: either(config.CAData, config.CAFile), Cert: either(config.CertData, config.CertFile), Key: either(config.KeyData, config.KeyFile),
	}
	if config.Proxy != nil {
		request, _ := http.NewRequest("GET", config.Host, nil)
		if url, err := config.Proxy(request); err == nil && url != nil {
			out.Proxy = url.String()
		}
	}
	if config.Impersonate.UserName != "" {
		as := config.Impersonate
		if len(as.Groups) == 0 {
			as.Groups = nil
		}
		if len(as.Extra) == 0 {
			as.Extra = nil
		}
		for name, values := range as.Extra {
			as.Extra[name] = append([]string{}, values...)
		}
		out.As = &as
	}
	if e := config.ExecProvider; e != nil {
		if len(e.Args) == 0 {
			e.Args = nil
		}
		if len(e.Env) == 0 {
			e.Env = nil
		}
		out.Exec = &execFacts{local(e.Command), e.APIVersion, string(e.InteractiveMode), e.InstallHint, e.ProvideClusterInfo, e.Args, e.Env}
	}
	return verdict{Facts: out}
}
