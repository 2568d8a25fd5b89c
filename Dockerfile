# The current LTS of Node. Debian, not Alpine: the binaries of the password hash want glibc.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN sh docker/assemble.sh

# Of Node the program alone: without npm and the headers the image is half as large.
FROM debian:12.11-slim
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /app/image /app
ENV NODE_ENV=production
WORKDIR /app
# For development's generated secrets; production writes no file. The group is the one that an arbitrary user gets.
RUN mkdir /data && chown 1000:0 /data && chmod 775 /data
USER 1000:0
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# As `npm start` (bench/README.md tells what the flags are for), with no shell and no npm in between: the process itself gets SIGTERM.
CMD ["node", "--max-semi-space-size=4", "--heap-growing-percent=20", "--no-allocation-site-pretenuring", "dist/main.js"]
