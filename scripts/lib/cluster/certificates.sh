# shellcheck shell=bash
# shellcheck disable=SC2154 # etc, pki and NODES come from machine.sh, the addresses from node.sh
# A certificate authority, a certificate for each part of the cluster, and the kubeconfig that uses it. They are made anew
# for each cluster, in a second.

make_certificates() {
  local node part
  rm -rf "$pki"
  mkdir -p "$pki"
  make_authority
  make_certificate apiserver /CN=kube-apiserver \
    "DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:localhost,IP:127.0.0.1,IP:$(address_of 1),IP:10.96.0.1"
  make_certificate apiserver-kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client
  make_certificate admin /O=system:masters/CN=kubernetes-admin
  write_kubeconfig admin
  for part in kube-controller-manager kube-scheduler kube-proxy; do
    make_certificate "$part" "/CN=system:$part"
    write_kubeconfig "$part"
  done
  for ((node = 1; node <= NODES; node++)); do
    make_certificate "kubelet-server$node" "/CN=node$node" "DNS:node$node,IP:$(address_of "$node"),IP:127.0.0.1"
    make_certificate "kubelet$node" "/O=system:nodes/CN=system:node:node$node"
    write_kubeconfig "kubelet$node"
  done
  quiet_openssl genrsa -out "$pki/sa.key" 2048
  quiet_openssl rsa -in "$pki/sa.key" -pubout -out "$pki/sa.pub"
}

quiet_openssl() {
  openssl "$@" >"$logs/openssl.log" 2>&1 || die "openssl $1 failed, see $logs/openssl.log"
}

make_authority() {
  quiet_openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj /CN=quietcore-ca \
    -keyout "$pki/ca.key" -out "$pki/ca.crt" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
}

# $1: its name, $2: its subject, $3: the names and addresses it serves under, for a server.
make_certificate() {
  local extensions=$pki/$1.ext
  quiet_openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "$2" -keyout "$pki/$1.key" -out "$pki/$1.csr"
  printf '%s\n' basicConstraints=CA:FALSE keyUsage=digitalSignature,keyEncipherment \
    extendedKeyUsage=serverAuth,clientAuth ${3:+"subjectAltName=$3"} >"$extensions"
  quiet_openssl x509 -req -in "$pki/$1.csr" -CA "$pki/ca.crt" -CAkey "$pki/ca.key" -CAcreateserial -days 365 \
    -extfile "$extensions" -out "$pki/$1.crt"
  rm -f "$pki/$1.csr" "$extensions"
}

write_kubeconfig() {
  cat >"$etc/$1.kubeconfig" <<Y
apiVersion: v1
kind: Config
clusters: [{name: quietcore, cluster: {server: "https://$(address_of 1):6443", certificate-authority: $pki/ca.crt}}]
users: [{name: $1, user: {client-certificate: $pki/$1.crt, client-key: $pki/$1.key}}]
contexts: [{name: quietcore, context: {cluster: quietcore, user: $1}}]
current-context: quietcore
Y
}
