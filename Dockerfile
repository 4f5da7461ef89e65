# A small image with onus alone, run as nobody, without a shell. CI does not build it: it has no network for base images.
#
#   docker build -t onus .
#   docker run --rm --network none -v "$PWD:/work:ro" -w /work onus check plan.json
#
# In an image of your own, with Terraform in it:  COPY --from=onus /onus /usr/local/bin/onus
FROM rust:1.88-bookworm AS build
WORKDIR /src
RUN rustup target add x86_64-unknown-linux-musl
COPY . .
# Static, so that the image needs no C library.
RUN cargo build --release --locked --target x86_64-unknown-linux-musl

FROM scratch
COPY --from=build /src/target/x86_64-unknown-linux-musl/release/onus /onus
USER 65534:65534
ENTRYPOINT ["/onus"]
CMD ["--help"]
