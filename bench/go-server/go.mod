module pedigree.dev/bench/go-server

go 1.21
