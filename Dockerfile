# Builds an image with a static binary and nothing else, which runs as an unprivileged user.
FROM rust:1-alpine AS build
RUN apk add --no-cache musl-dev
WORKDIR /source
COPY Cargo.toml Cargo.lock ./
COPY src src
COPY specs specs
RUN cargo build --locked --profile dist --bin statusquo

FROM scratch
COPY --from=build /source/target/dist/statusquo /statusquo
USER 65532:65532
ENTRYPOINT ["/statusquo"]
CMD ["--help"]
