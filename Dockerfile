# One image for the three apps, the migration and the command line; the command chooses.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
# Optional packages are the embedded PostgreSQL: here it is a container of its own.
RUN npm run build && npm prune --omit=dev --omit=optional --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/libs ./libs
COPY --from=build /app/views ./views
COPY --from=build /app/public ./public
COPY --from=build /app/docs ./docs
USER node
EXPOSE 3000 3001 3002
CMD ["node", "dist/apps/query-api/main.js"]
