#!/bin/sh
# Makes the certificates of the reference server anew, and that of the client `partner`: run it here.
# They are good for a hundred years. The keys are test keys and guard nothing.
set -eu
days=36500
openssl ecparam -name prime256v1 -genkey -noout -out a.key
openssl req -x509 -new -key a.key -days $days -subj "/CN=statusquo reference authority" -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" -out authority.pem
issue() { # name subject extensions
  openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$1.key"
  openssl req -new -key "$1.key" -subj "/CN=$2" -out "$1.csr"
  printf '%s\n' "$3" > "$1.ext"
  openssl x509 -req -in "$1.csr" -CA authority.pem -CAkey a.key -CAcreateserial -days $days -extfile "$1.ext" -out "$1.pem"
  rm "$1.csr" "$1.ext"
}
issue server localhost "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1
extendedKeyUsage=serverAuth
basicConstraints=critical,CA:FALSE"
issue partner partner "extendedKeyUsage=clientAuth
basicConstraints=critical,CA:FALSE"
rm -f a.key authority.srl
mv partner.pem partner.key ../../../suites/point-mtls/certificates/
